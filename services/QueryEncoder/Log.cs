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

    [LoggerMessage(5, LogLevel.Information,
        "Route {Route} is at generation {Generation}: {Bundle} is active, candidate {Candidate}")]
    public static partial void Following(
        ILogger logger, string route, long generation, string bundle, string candidate);

    [LoggerMessage(6, LogLevel.Warning, "The route {Route} cannot be read; what is loaded goes on serving: {Problem}")]
    public static partial void RouteUnknown(ILogger logger, string route, string problem);

    [LoggerMessage(7, LogLevel.Information, "{Name} ({Bundle}) was verified and is warm after {Milliseconds} ms")]
    public static partial void Loaded(ILogger logger, string name, string bundle, double milliseconds);

    [LoggerMessage(8, LogLevel.Information, "{Bundle} is no longer wanted and was not loaded")]
    public static partial void NoLongerWanted(ILogger logger, string bundle);

    [LoggerMessage(9, LogLevel.Error, "{Bundle} is refused: {Reason}")]
    public static partial void CandidateRefused(ILogger logger, string bundle, string reason, Exception? exception);

    [LoggerMessage(10, LogLevel.Information, "There is no route {Route} yet: what was loaded by name is served")]
    public static partial void NoRoute(ILogger logger, string route);
}
