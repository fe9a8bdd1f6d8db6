using Microsoft.Extensions.Logging;

namespace Qdrant.Client;

internal static partial class Log
{
    [LoggerMessage(EventId = 1, Level = LogLevel.Error, Message = "{Request} failed")]
    public static partial void CallFailed(ILogger logger, Exception exception, string request);
}
