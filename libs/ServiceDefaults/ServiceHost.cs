using Kale.ServiceDefaults.Hosting;
using Microsoft.AspNetCore.Builder;

namespace Kale.ServiceDefaults;

/// <summary>Runs applications; a mistake in their configuration is told in words, not by a stack trace.</summary>
public static class ServiceHost
{
    /// <summary>
    /// Builds the application and runs it until the process is told to stop. A mistake in the configuration, or an
    /// address that is taken, ends it with a line on standard error for each mistake and exit code 78.
    /// </summary>
    public static int Run(Func<WebApplication> build) => ServiceRun.Run(build, Console.Error);

    /// <summary>
    /// Builds and starts the application; one that cannot start takes its background services down with it quietly.
    /// </summary>
    /// <exception cref="MisconfiguredException">It cannot start as it is configured.</exception>
    public static Task<WebApplication> StartAsync(Func<WebApplication> build, CancellationToken cancel) =>
        ServiceRun.StartAsync(build, cancel);
}
