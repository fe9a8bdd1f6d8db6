using Kale.ServiceDefaults.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;
using Microsoft.Extensions.Options;

namespace Kale.ServiceDefaults.Tests.Hosting;

/// <summary>What somebody wrote into a name or a reason moves no cursor of whoever reads the log.</summary>
public sealed class PlainConsoleTests
{
    // Clears the screen, rings the bell, sets the title, ends in a byte that C1 terminals obey.
    private const string Evil = "ann\u001b[2J\a\u001b]0;owned\u0007\u009b31m\u202e";

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Log_OfEvilText_ShowsItInsteadOfObeyingIt(bool json)
    {
        var builder = WebApplication.CreateBuilder();
        builder.Configuration["ServiceDefaults:JsonLogs"] = $"{json}";
        builder.AddServiceDefaults();
        await using var app = builder.Build();
        var name = app.Services.GetRequiredService<IOptionsMonitor<ConsoleLoggerOptions>>().CurrentValue.FormatterName;
        var formatter = app.Services.GetServices<ConsoleFormatter>().Single(each => each.Name == name);
        using var written = new StringWriter();

        formatter.Write(
            new LogEntry<string>(
                LogLevel.Warning, "Routes", 7, Evil, new InvalidOperationException(Evil),
                (actor, _) => $"staged by {actor}\nfor a reason"),
            null, written);

        Assert.DoesNotContain(written.ToString(), PlainText.IsControl);
        Assert.Contains("ann", written.ToString());
        Assert.Contains("owned", written.ToString());
        Assert.Equal(json, !written.ToString().Contains('\u241b'));
    }
}
