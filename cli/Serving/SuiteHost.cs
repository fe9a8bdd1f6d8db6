using Kale.ContextIndexer;
using Kale.Gateway;
using Kale.LocalQdrant;
using Kale.QueryEncoder;
using Kale.ServiceDefaults;
using Kale.ServiceDefaults.Hosting;
using Kale.Trainer;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Polly;
using Polly.Retry;
using Spectre.Console;

namespace Kale.Cli.Serving;

/// <summary>The four services in one web application, and LocalQdrant beside it.</summary>
internal static class SuiteHost
{
    private const int Attempts = 5;

    public static async Task<int> RunAsync(SuiteOptions options, CancellationToken cancel)
    {
        using var loggers = LoggerFactory.Create(logging => logging
            .AddPlainConsole(singleLine: true)
            .AddFilter("Microsoft", LogLevel.Warning)
            .AddFilter("Grpc", LogLevel.Warning)
            // Its errors are what a caller sent, which the caller is told.
            .AddFilter("Grpc.AspNetCore.Server.ServerCallHandler", LogLevel.Critical));
        try
        {
            await using var store =
                options.QdrantAddress is null ? await StartStoreAsync(options, loggers, cancel) : null;
            await using var app = await StartAsync(
                options, options.QdrantAddress ?? store!.Addresses[0].ToString(), cancel);
            Terminal.Out.WriteLine($"serving on {app.Urls.First()}");
            await app.WaitForShutdownAsync(cancel);
            return ExitCodes.Done;
        }
        catch (LocalQdrantException error)
        {
            throw new CliException(error.Message);
        }
        catch (Exception error) when (MisconfiguredException.From(error) is { } mistakes)
        {
            throw new CliException(mistakes.Message);
        }
    }

    private static Task<LocalQdrantServer> StartStoreAsync(
        SuiteOptions options, ILoggerFactory loggers, CancellationToken cancel) =>
        LocalQdrantServer.StartAsync(
            new LocalQdrantOptions
            {
                DataDirectory = DataLayout.Vectors(options.Data),
                Urls = { options.StoreUrl },
                ApiKey = options.Auth?.PeerKey,
            },
            loggers,
            cancel);

    private static async Task<WebApplication> StartAsync(
        SuiteOptions options, string qdrant, CancellationToken cancel) =>
        await OtherPorts(options).ExecuteAsync(
            async stop => await ServiceHost.StartAsync(() => Build(options.WithKnownPort(), qdrant), stop), cancel);

    // Where any port will do and somebody took the one that was chosen, another is.
    private static ResiliencePipeline OtherPorts(SuiteOptions options) => new ResiliencePipelineBuilder()
        .AddRetry(new RetryStrategyOptions
        {
            ShouldHandle = failure => ValueTask.FromResult(options.AnyPort && failure.Outcome.Exception
                is MisconfiguredException { InnerException: IOException { InnerException: AddressInUseException } }),
            MaxRetryAttempts = Attempts - 1,
            Delay = TimeSpan.Zero,
        })
        .Build();

    private static WebApplication Build(SuiteOptions options, string qdrant)
    {
        var builder = WebApplication.CreateBuilder(
            new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        // Environment variables still decide over what the command line implies.
        builder.Configuration.Sources.Insert(
            0,
            new Microsoft.Extensions.Configuration.Memory.MemoryConfigurationSource
            {
                InitialData = options.Settings(qdrant, builder.Configuration["Gateway:Operator:Url"]),
            });
        builder.Logging.AddPlainConsole(singleLine: true);

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
