using Microsoft.Extensions.Logging;

namespace Kale.ServiceDefaults.Hosting;

/// <summary>
/// What is the same again and again is told once and counted; the count is told when something else comes, or when it
/// is over. Thread-safe.
/// </summary>
public sealed class ToldOnce(ILogger logger)
{
    private readonly Lock _gate = new();
    private string _told = "";
    private long _times;

    /// <summary>Tells a message, unless it is the last one again.</summary>
    /// <param name="message">What happened, for people.</param>
    /// <param name="tell">Logs it.</param>
    public void Tell(string message, Action<ILogger, string> tell)
    {
        ArgumentNullException.ThrowIfNull(tell);
        lock (_gate)
        {
            if (_times > 0 && message == _told)
            {
                _times++;
                return;
            }

            TellTimes();
            (_told, _times) = (message, 1);
        }

        tell(logger, message);
    }

    /// <summary>It is over: the same is news again.</summary>
    public void Over()
    {
        lock (_gate)
        {
            TellTimes();
            (_told, _times) = ("", 0);
        }
    }

    private void TellTimes()
    {
        if (_times > 1)
            Log.ToldBefore(logger, _times, _told);
    }
}
