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

    [LoggerMessage(4, LogLevel.Error, "What was read before stays: {Message}")]
    public static partial void FilesNotRead(ILogger logger, string message);

    [LoggerMessage(5, LogLevel.Error, "The keys that tokens are signed with cannot be read: {Message}")]
    public static partial void IssuerKeysNotRead(ILogger logger, string message);

    [LoggerMessage(20, LogLevel.Error, "{Loop} failed and goes on after {Pause}")]
    public static partial void LoopFailed(ILogger logger, string loop, TimeSpan pause, Exception exception);

    [LoggerMessage(22, LogLevel.Information, "Told once, and came {Times} times: {Message}")]
    public static partial void ToldBefore(ILogger logger, long times, string message);

    [LoggerMessage(21, LogLevel.Information, "{Loop} goes on after {Count} failures")]
    public static partial void LoopGoesOn(ILogger logger, string loop, int count);
}
