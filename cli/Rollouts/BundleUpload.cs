using Google.Protobuf;
using Grpc.Core;
using Kale.Bundles;
using Kale.V1;

namespace Kale.Cli.Rollouts;

/// <summary>
/// Sends a bundle of this machine to the registry; what the registry holds of it already is not sent again.
/// </summary>
internal static class BundleUpload
{
    public static async Task RunAsync(
        EncoderRegistry.EncoderRegistryClient client, Bundle bundle, CancellationToken cancel)
    {
        using var call = client.UploadBundle(cancellationToken: cancel);
        await call.RequestStream.WriteAsync(
            new UploadBundleRequest
            {
                Manifest = new EncoderManifest { BundleId = bundle.Id, Name = bundle.Manifest.Name },
            },
            cancel);
        while (await call.ResponseStream.MoveNext(cancel))
        {
            var answer = call.ResponseStream.Current;
            if (answer.Stored is not null) { return; }
            if (answer.Plan is { } plan) { await SendAsync(call.RequestStream, bundle, plan, cancel); }
        }
        throw new CliException(
            $"The registry ended the upload of {bundle.Id} without a word. "
            + "Try again; what it holds is not sent again.");
    }

    private static async Task SendAsync(
        IClientStreamWriter<UploadBundleRequest> requests, Bundle bundle, UploadPlan plan, CancellationToken cancel)
    {
        var offsets = plan.Offsets.ToDictionary(offset => offset.Key, offset => (long)offset.Value);
        foreach (var piece in OutgoingBundle.Read(bundle, offsets))
        {
            var chunk = new BundleChunk
            {
                Path = piece.Path,
                Offset = (ulong)piece.Offset,
                Data = UnsafeByteOperations.UnsafeWrap(piece.Data),
            };
            await requests.WriteAsync(new UploadBundleRequest { Chunk = chunk }, cancel);
        }
        await requests.CompleteAsync();
    }
}
