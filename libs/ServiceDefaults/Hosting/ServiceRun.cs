using System.Net.Sockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Kale.ServiceDefaults.Hosting;

/// <summary>Runs a service; a mistake in its configuration ends it with a message, not with a stack trace.</summary>
internal static class ServiceRun
{
    // EX_CONFIG of sysexits.h.
    private const int Misconfigured = 78;

    public static int Run(WebApplication app, TextWriter errors)
    {
        try
        {
            RunAsync(app).GetAwaiter().GetResult();
            return 0;
        }
        catch (Exception exception) when (MistakesIn(exception) is { } mistakes)
        {
            foreach (var mistake in mistakes)
                errors.WriteLine($"error: {mistake}");
            return Misconfigured;
        }
    }

    /// <summary>
    /// Starts listening. When that fails, background services are stopped before they are disposed of, or the
    /// host reports each of them as crashed. Wrong options are found before anything was started, and how long to
    /// wait for a stop is one of them.
    /// </summary>
    public static async Task StartAsync(WebApplication app, CancellationToken cancel)
    {
        try
        {
            await app.StartAsync(cancel);
        }
        catch (Exception exception) when (!IsOfOptions(exception))
        {
            await app.StopAsync(CancellationToken.None);
            throw;
        }
    }

    private static async Task RunAsync(WebApplication app)
    {
        await using (app)
        {
            await StartAsync(app, CancellationToken.None);
            await app.WaitForShutdownAsync();
        }
    }

    private static bool IsOfOptions(Exception exception) => exception is OptionsValidationException
        || (exception is AggregateException several && several.InnerExceptions.All(IsOfOptions));

    private static IEnumerable<string>? MistakesIn(Exception exception) => exception switch
    {
        OptionsValidationException validation => validation.Failures,
        AggregateException several when several.InnerExceptions.All(inner => MistakesIn(inner) is not null) =>
            several.InnerExceptions.SelectMany(inner => MistakesIn(inner)!),
        InvalidOperationException { Source: "Microsoft.Extensions.Configuration.Binder" } => [exception.Message],
        FormatException { Source: "Microsoft.AspNetCore.Http" or "Microsoft.AspNetCore.Server.Kestrel.Core" } => [exception.Message],
        IOException or SocketException => [exception.Message],
        _ => null,
    };
}
