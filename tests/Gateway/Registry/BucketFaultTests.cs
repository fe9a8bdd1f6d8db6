using Google.Protobuf;
using Grpc.Core;
using Kale.Bundles;
using Kale.Bundles.Tests;
using Kale.Bundles.Tests.S3;
using Kale.Gateway.Tests.Support;
using Kale.ServiceDefaults.Tests.Support;
using Kale.V1;

namespace Kale.Gateway.Tests.Registry;

/// <summary>A bucket whose server ends and comes back: what docs/operations.md promises of it.</summary>
public sealed class BucketFaultTests : IAsyncLifetime
{
    private readonly TemporaryDirectory _directory = new();
    private readonly S3Server _server = new();
    private GatewayHost _gateway = null!;
    private Bundle _active = null!;
    private Bundle _other = null!;

    private EncoderRegistry.EncoderRegistryClient Registry => new(_gateway.Channel);

    public async Task InitializeAsync()
    {
        var model = TinyEncoders.Dual();
        var probes = WrittenBundles.Probes(model).ToFile();
        var store = new BundleStore(_directory["registry"]).Directory;
        _active = WrittenBundles.Write(store, model, "active", probes);
        _other = BundleWriter.Write(
            new BundleStore(_directory["client"]).Directory, "other", TinyEncoders.Dual(seed: 2),
            SpaceDefinition.Symmetric(model), new HashSet<EncoderRole> { EncoderRole.Query },
            WrittenBundles.Provenance, [probes]);
        _gateway = await GatewayHost.StartAsync(
        [
            ("BundleStore", store), ("State:Directory", _directory["state"]),
            .. S3Server.SettingsOf(_server.NewOptions()),
        ]);
    }

    public async Task DisposeAsync()
    {
        await _gateway.DisposeAsync();
        _server.Dispose();
        _directory.Dispose();
    }

    [Fact]
    public async Task Upload_WhileTheBucketIsAway_FailsAndIsRepeatedWhenItIsBack()
    {
        _server.Kill();
        var error = await Assert.ThrowsAsync<RpcException>(UploadAsync);
        Assert.Equal((StatusCode.Unavailable, "BUNDLE_UNAVAILABLE"), (error.StatusCode, error.Reason()));

        _server.Start();

        Assert.Equal(_other.Id, await UploadAsync());
        Assert.Contains(
            (await Registry.ListBundlesAsync(new ListBundlesRequest())).Bundles,
            bundle => bundle.BundleId == _other.Id);
    }

    [Fact]
    public async Task Stage_WhileTheBucketIsAway_FailsAndIsRepeatedWhenItIsBack()
    {
        await Registry.RegisterSpaceAsync(new RegisterSpaceRequest
        {
            ContextBundleId = _active.Id,
            ReferenceQueryBundleId = _active.Id,
        });
        var route = await Registry.CreateRouteAsync(new CreateRouteRequest
        {
            Name = "default",
            SpaceId = _active.Manifest.SpaceId,
            BundleId = _active.Id,
            RequestId = "create",
        });
        new BundleStore(_directory["registry"]).Add(_other.Directory);
        var stage = new StageReleaseRequest
        {
            Route = "default",
            BundleId = _other.Id,
            ExpectedGeneration = route.Generation,
            RequestId = "stage",
        };

        _server.Kill();
        var error = await RichErrors.FailsAsync(Registry.StageReleaseAsync(stage));
        Assert.Equal((StatusCode.Unavailable, "BUNDLE_UNAVAILABLE"), (error.StatusCode, error.Reason()));
        Assert.Null((await Registry.GetRouteAsync(new GetRouteRequest { Name = "default" })).Candidate);
        _server.Start();

        Assert.Equal(_other.Id, (await Registry.StageReleaseAsync(stage)).Candidate.BundleId);
    }

    private async Task<string> UploadAsync()
    {
        using var upload = Registry.UploadBundle();
        await upload.RequestStream.WriteAsync(
            new UploadBundleRequest { Manifest = new EncoderManifest { BundleId = _other.Id } });
        while (await upload.ResponseStream.MoveNext(default))
        {
            if (upload.ResponseStream.Current.Stored is { } stored)
                return stored.BundleId;
            foreach (var piece in OutgoingBundle.Read(_other, new Dictionary<string, long>()))
                await upload.RequestStream.WriteAsync(new UploadBundleRequest
                {
                    Chunk = new BundleChunk
                    {
                        Path = piece.Path,
                        Offset = (ulong)piece.Offset,
                        Data = ByteString.CopyFrom(piece.Data.Span),
                    },
                });
        }

        throw new InvalidOperationException("The upload ended without a word.");
    }
}
