using System.Net.Sockets;
using Microsoft.AspNetCore.Builder;
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
            app.Run();
            return 0;
        }
        catch (Exception exception) when (MistakesIn(exception) is { } mistakes)
        {
            foreach (var mistake in mistakes)
                errors.WriteLine($"error: {mistake}");
            return Misconfigured;
        }
    }

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
