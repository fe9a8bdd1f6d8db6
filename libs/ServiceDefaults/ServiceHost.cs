using Kale.ServiceDefaults.Calls;
using Kale.ServiceDefaults.Errors;
using Kale.ServiceDefaults.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Kale.ServiceDefaults;

/// <summary>Runs applications; a mistake in their configuration is told in words, not by a stack trace.</summary>
public static class ServiceHost
{
    // EX_CONFIG of sysexits.h.
    private const int Misconfigured = 78;

    /// <summary>
    /// Builds the application and runs it until the process is told to stop. A mistake in the configuration, or an
    /// address that is taken, ends it with a line on standard error for each mistake and exit code 78.
    /// </summary>
    public static int Run(Func<WebApplication> build)
    {
        EnvironmentProxy.SpareLoopback();
        return Run(build, Console.Error);
    }

    internal static int Run(Func<WebApplication> build, TextWriter errors)
    {
        try
        {
            RunAsync(build).GetAwaiter().GetResult();
            return 0;
        }
        catch (MisconfiguredException error)
        {
            foreach (var mistake in error.Mistakes)
                errors.WriteLine($"error: {PlainText.Of(mistake)}");
            return Misconfigured;
        }
    }

    /// <summary>
    /// Builds and starts the application; one that cannot start takes its background services down with it quietly.
    /// </summary>
    /// <exception cref="MisconfiguredException">It cannot start as it is configured.</exception>
    public static async Task<WebApplication> StartAsync(Func<WebApplication> build, CancellationToken cancel)
    {
        WebApplication? app = null;
        try
        {
            app = build();
            // Before the first background service is made and stumbles over its own options:
            // all mistakes are told at once.
            app.Services.GetService<IStartupValidator>()?.Validate();
            await app.StartAsync(cancel);
            return app;
        }
        catch (Exception error)
        {
            var mistakes = MisconfiguredException.From(error, app?.Services.GetRequiredService<ErrorTable>());
            if (app is not null)
                await EndAsync(app);
            if (mistakes is null)
                throw;
            throw mistakes;
        }
    }

    private static async Task RunAsync(Func<WebApplication> build)
    {
        await using var app = await StartAsync(build, CancellationToken.None);
        await app.WaitForShutdownAsync();
    }

    /// <summary>
    /// Background services are stopped before they are disposed of, or the host reports each of them as crashed. The
    /// stop may fail too, for how long it waits is one of the options that may be wrong.
    /// </summary>
    private static async Task EndAsync(WebApplication app)
    {
        await app.StopAsync(CancellationToken.None).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await app.DisposeAsync();
    }
}
