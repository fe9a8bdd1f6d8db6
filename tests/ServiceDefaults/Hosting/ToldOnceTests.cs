using Kale.ServiceDefaults.Hosting;
using Kale.ServiceDefaults.Tests.Support;
using Microsoft.Extensions.Logging;

namespace Kale.ServiceDefaults.Tests.Hosting;

public sealed class ToldOnceTests
{
    private readonly LogSink _logs = new();
    private readonly List<string> _told = [];

    [Fact]
    public void Tell_TheSameAgain_IsToldOnceAndCounted()
    {
        var once = new ToldOnce(_logs);
        foreach (var message in new[] { "away", "away", "away", "hangs", "away" })
        {
            once.Tell(message, Note);
        }

        Assert.Equal(["away", "hangs", "away"], _told);
        Assert.Contains("3 times: away", Assert.Single(_logs.Lines), StringComparison.Ordinal);
    }

    [Fact]
    public void Over_MakesTheSameNewsAgain()
    {
        var once = new ToldOnce(_logs);
        once.Tell("away", Note);
        once.Over();
        once.Tell("away", Note);
        once.Tell("away", Note);
        once.Over();

        Assert.Equal(["away", "away"], _told);
        Assert.Contains("2 times: away", Assert.Single(_logs.Lines), StringComparison.Ordinal);
    }

    private void Note(ILogger logger, string message) => _told.Add(message);
}
