using Kale.ContextIndexer;
using Kale.Gateway;
using Kale.LocalQdrant;
using Kale.QueryEncoder;
using Kale.ServiceDefaults;
using Kale.Trainer;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Spectre.Console;

namespace Kale.Cli.Serving;

/// <summary>The four services in one web application, and LocalQdrant beside it.</summary>
internal static class SuiteHost
{
    private const int Attempts = 5;

    public static async Task<int> RunAsync(SuiteOptions options, CancellationToken cancel)
    {
        using var loggers = LoggerFactory.Create(logging => logging.AddSimpleConsole(console => console.SingleLine = true).AddFilter("Microsoft", LogLevel.Warning).AddFilter("Grpc", LogLevel.Warning));
        try
        {
            await using var store = options.QdrantAddress is null ? await StartStoreAsync(options, loggers, cancel) : null;
            await using var app = await StartAsync(options, options.QdrantAddress ?? store!.Addresses[0].ToString(), cancel);
            Terminal.Out.WriteLine($"serving on {app.Urls.First()}");
            await app.WaitForShutdownAsync(cancel);
            return ExitCodes.Done;
        }
        catch (Exception error) when (error is LocalQdrantException or OptionsValidationException or IOException)
        {
            throw new CliException(error.Message);
        }
    }

    private static Task<LocalQdrantServer> StartStoreAsync(SuiteOptions options, ILoggerFactory loggers, CancellationToken cancel) => LocalQdrantServer.StartAsync(
        new LocalQdrantOptions { DataDirectory = DataLayout.Vectors(options.Data), Urls = { $"http://127.0.0.1:{options.QdrantPort}" } }, loggers, cancel);

    private static async Task<WebApplication> StartAsync(SuiteOptions options, string qdrant, CancellationToken cancel)
    {
        for (var attempt = 1; ; attempt++)
        {
            var app = Build(options.WithKnownPort(), qdrant);
            try
            {
                await app.StartServiceAsync(cancel);
                return app;
            }
            catch (Exception error)
            {
                await app.DisposeAsync();
                if (error is not IOException { InnerException: AddressInUseException } || !options.AnyPort || attempt == Attempts) { throw; }
            }
        }
    }

    private static WebApplication Build(SuiteOptions options, string qdrant)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        // Environment variables still decide over what the command line implies.
        builder.Configuration.Sources.Insert(0, new Microsoft.Extensions.Configuration.Memory.MemoryConfigurationSource { InitialData = options.Settings(qdrant) });
        builder.Logging.AddSimpleConsole(console => console.SingleLine = true);

        builder.AddServiceDefaults(options.Url);
        builder.AddQueryEncoder();
        builder.AddContextIndexer();
        builder.AddGateway();
        builder.AddTrainer();

        var app = builder.Build();
        app.MapServiceDefaults();
        app.MapQueryEncoder();
        app.MapContextIndexer();
        app.MapGateway();
        app.MapTrainer();
        return app;
    }
}
