using Grpc.Core;
using Kale.Bundles;
using Kale.QueryEncoder.Tests.Support;
using Kale.ServiceDefaults.Tests.Support;
using Kale.V1;
using Microsoft.Extensions.Options;
using static Grpc.Health.V1.HealthCheckResponse.Types;

namespace Kale.QueryEncoder.Tests.Loading;

public sealed class ModelLoaderTests : IDisposable
{
    private readonly TinyBundles _bundles = new();

    public void Dispose() => _bundles.Dispose();

    [Fact]
    public async Task Start_BeforeTheBundleIsThere_WaitsAndThenServes()
    {
        await using var host = await EncoderHost.StartAsync(_bundles.Store.Directory, ("Encoder", "late"));
        await host.WaitForAsync("kale.v1.QueryEncoding", ServingStatus.NotServing);
        var early = await RichErrors.FailsAsync(host.Client.EncodeAsync(new EncodeRequest { Texts = { "a" } }));
        Assert.Equal((StatusCode.FailedPrecondition, "ENCODER_NOT_LOADED"), (early.StatusCode, early.Reason()));
        Assert.Contains("late", early.Status.Detail);

        var bundle = _bundles.Encoder("late");

        await host.WaitForAsync("", ServingStatus.Serving);
        await host.WaitForAsync(bundle.Id, ServingStatus.Serving);
        await host.Client.EncodeAsync(new EncodeRequest { Texts = { "a" } });
    }

    [Fact]
    public async Task Start_WithABundleOfWhichOneByteChanged_SaysWhichFileAndStaysUp()
    {
        var bundle = _bundles.Encoder("query");
        var weights = bundle.PathOf("model.safetensors");
        var bytes = File.ReadAllBytes(weights);
        bytes[^1] ^= 1;
        File.SetAttributes(weights, FileAttributes.Normal);
        File.WriteAllBytes(weights, bytes);

        await using var host = await EncoderHost.StartAsync(_bundles.Store.Directory, ("Encoder", "query"));
        var error = await FailsWithAsync(host, "model.safetensors");

        Assert.Equal("ENCODER_NOT_LOADED", error.Reason());
        await host.WaitForAsync("", ServingStatus.NotServing);
        var line = Assert.Single(host.Logs.Lines, line => line.StartsWith("Error", StringComparison.Ordinal));
        Assert.DoesNotContain(" at Kale", line);
    }

    [Fact]
    public async Task Start_WithACrossEncoderAsEncoder_SaysWhatIsNeeded()
    {
        _bundles.CrossEncoder("cross");
        await using var host = await EncoderHost.StartAsync(_bundles.Store.Directory, ("Encoder", "cross"));
        await FailsWithAsync(host, "dual encoder is needed");
    }

    [Fact]
    public async Task Start_WithADirectoryOfABundle_ServesIt()
    {
        var bundle = _bundles.Encoder("query");
        await using var host = await EncoderHost.ReadyAsync(
            Path.Combine(_bundles.Store.Directory, "elsewhere"), ("Encoder", bundle.Directory));
        Assert.Equal(bundle.Id, (await host.Client.GetEncoderAsync(new GetEncoderRequest())).ServedBy.BundleId);
    }

    [Fact]
    public async Task Start_WithBothModels_IsReadyWhenBothAre()
    {
        _bundles.Encoder("query");
        await using var host = await EncoderHost.StartAsync(
            _bundles.Store.Directory, ("Encoder", "query"), ("CrossEncoder", "cross"));
        await host.WaitForAsync("kale.v1.QueryEncoding", ServingStatus.Serving);
        await host.WaitForAsync("", ServingStatus.NotServing);
        _bundles.CrossEncoder("cross");
        await host.WaitForAsync("", ServingStatus.Serving);
    }

    [Fact]
    public async Task Start_WithImpossibleOptions_NamesEach()
    {
        var error = await Assert.ThrowsAsync<OptionsValidationException>(
            () => EncoderHost.StartAsync(
                _bundles.Store.Directory, ("MaxTextsPerCall", "0"), ("Batching:Workers", "0"),
                ("Cache:MemoryMegabytes", "-1"), ("Cache:Redis", "password=secret"), ("Inference:Threads", "0"),
                ("Following:Registry", "gateway:7701")));
        Assert.Equal(
            [
                "QueryEncoder:Batching:Workers: The field Workers must be between 1 and 64.",
                "QueryEncoder:Cache:MemoryMegabytes: The field MemoryMegabytes must be between 0 and 1048576.",
                "QueryEncoder:Cache:Redis: Redis names no Redis; use host:port.",
                "QueryEncoder:Encoder is empty; name the bundle to serve, such as --QueryEncoder:Encoder=query.",
                "QueryEncoder:Following:Registry: Registry must be the address of a gateway: http://host:port.",
                "QueryEncoder:Inference:Threads: The field Threads must be between 1 and 1024.",
                "QueryEncoder:MaxTextsPerCall: The field MaxTextsPerCall must be between 1 and 100000.",
            ],
            error.Failures.Order(StringComparer.Ordinal));
    }

    private static Task<RpcException> FailsWithAsync(EncoderHost host, string text) => Wait.UntilAsync(
        () => RichErrors.FailsAsync(host.Client.EncodeAsync(new EncodeRequest { Texts = { "a" } })),
        error => error.Status.Detail.Contains(text, StringComparison.Ordinal));
}
