using Microsoft.Extensions.Logging;

namespace Kale.ServiceDefaults;

internal static partial class Log
{
    [LoggerMessage(1, LogLevel.Error, "{Method} failed unexpectedly; the caller was given the id {Id}")]
    public static partial void UnexpectedFailure(ILogger logger, string method, string id, Exception exception);

    [LoggerMessage(
        2, LogLevel.Information, "Draining: health is NOT_SERVING, calls in flight have {Timeout} to finish")]
    public static partial void Draining(ILogger logger, TimeSpan timeout);

    [LoggerMessage(3, LogLevel.Information, "{Service} is {Status}")]
    public static partial void HealthChanged(ILogger logger, string service, string status);

    [LoggerMessage(4, LogLevel.Information, "Traces and metrics go to {Endpoint}")]
    public static partial void Exporting(ILogger logger, string endpoint);
}
