using Kale.ServiceDefaults.Errors;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Kale.ServiceDefaults.Hosting;

/// <summary>
/// Builds, starts and runs an application; mistakes in its configuration are told apart from failures.
/// </summary>
internal static class ServiceRun
{
    // EX_CONFIG of sysexits.h.
    private const int Misconfigured = 78;

    public static int Run(Func<WebApplication> build, TextWriter errors)
    {
        try
        {
            RunAsync(build).GetAwaiter().GetResult();
            return 0;
        }
        catch (MisconfiguredException error)
        {
            foreach (var mistake in error.Mistakes)
                errors.WriteLine($"error: {mistake}");
            return Misconfigured;
        }
    }

    public static async Task<WebApplication> StartAsync(Func<WebApplication> build, CancellationToken cancel)
    {
        var app = Build(build);
        try
        {
            await StartAsync(app, cancel);
            return app;
        }
        catch
        {
            await app.DisposeAsync();
            throw;
        }
    }

    private static async Task RunAsync(Func<WebApplication> build)
    {
        await using var app = await StartAsync(build, CancellationToken.None);
        await app.WaitForShutdownAsync();
    }

    private static WebApplication Build(Func<WebApplication> build)
    {
        try
        {
            return build();
        }
        catch (Exception error)
            when (error is not MisconfiguredException && MisconfiguredException.From(error) is { } mistakes)
        {
            throw mistakes;
        }
    }

    /// <summary>
    /// Starts listening. When that fails, background services are stopped before they are disposed of, or the
    /// host reports each of them as crashed. The stop may fail too, for how long it waits is one of the options that
    /// may be wrong: what is told is why the start failed.
    /// </summary>
    private static async Task StartAsync(WebApplication app, CancellationToken cancel)
    {
        try
        {
            // Before the first background service is made and stumbles over its own options:
            // all mistakes are told at once.
            app.Services.GetService<IStartupValidator>()?.Validate();
            await app.StartAsync(cancel);
        }
        catch (Exception error)
        {
            await app.StopAsync(CancellationToken.None).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (MisconfiguredException.From(error, app.Services.GetRequiredService<ErrorTable>()) is { } mistakes)
                throw mistakes;
            throw;
        }
    }
}
