namespace Kale.QueryEncoder;

internal static partial class Log
{
    [LoggerMessage(1, LogLevel.Information, "Waiting for the bundle '{Bundle}': {Reason}")]
    public static partial void WaitingForBundle(ILogger logger, string bundle, string reason);

    [LoggerMessage(2, LogLevel.Error, "The bundle '{Bundle}' is not served: {Reason}")]
    public static partial void BundleRefused(ILogger logger, string bundle, string reason);

    [LoggerMessage(3, LogLevel.Error, "The bundle '{Bundle}' could not be loaded")]
    public static partial void LoadFailed(ILogger logger, string bundle, Exception exception);

    [LoggerMessage(4, LogLevel.Information, "{Name} ({Bundle}) of {Space} answers {Service}")]
    public static partial void Serving(ILogger logger, string name, string bundle, string space, string service);
}
