using Google.Protobuf;
using Grpc.Core;
using Kale.Bundles;
using Kale.Rollouts.Contracts;
using Kale.ServiceDefaults.Errors;
using Kale.V1;

namespace Kale.Gateway.Registry;

/// <summary>Bundles to and from the registry's store, in pieces that may come over several calls.</summary>
internal sealed class BundleTransfers(RegistryBundles bundles)
{
    public async Task ReceiveAsync(
        IAsyncStreamReader<UploadBundleRequest> requests, IServerStreamWriter<UploadBundleResponse> responses,
        CancellationToken cancellation)
    {
        var id = await ReadIdAsync(requests, cancellation);
        if (bundles.Find(id) is { } known)
        {
            // It may be here only because an earlier upload did not reach the bucket.
            await bundles.KeepAsync(known.Id, cancellation);
            await AnswerAsync(responses, known, cancellation);
            return;
        }

        using var incoming = IncomingBundle.Open(bundles.Store, id);
        await responses.WriteAsync(new UploadBundleResponse { Plan = PlanOf(incoming) }, cancellation);
        while (!incoming.IsComplete)
            Write(incoming, await NextAsync(requests, incoming, cancellation));
        var stored = await bundles.KeepAsync(incoming.Complete(), cancellation);
        await AnswerAsync(responses, stored.Manifest, cancellation);
    }

    public async Task SendAsync(
        DownloadBundleRequest request, IServerStreamWriter<BundleChunk> responses, CancellationToken cancellation)
    {
        var bundle = await bundles.OpenAsync(request.BundleId, cancellation);
        var offsets = request.Offsets.ToDictionary(offset => offset.Key, offset => (long)offset.Value);
        foreach (var piece in OutgoingBundle.Read(bundle, offsets))
        {
            var chunk = new BundleChunk
            {
                Path = piece.Path,
                Offset = (ulong)piece.Offset,
                Data = UnsafeByteOperations.UnsafeWrap(piece.Data),
            };
            await responses.WriteAsync(chunk, cancellation);
        }
    }

    public async Task<ListBundlesResponse> ListAsync(string spaceId, CancellationToken cancellation)
    {
        var manifests = (await bundles.ListAsync(cancellation))
            .Where(manifest => spaceId.Length == 0 || manifest.SpaceId == spaceId);
        return new ListBundlesResponse { Bundles = { manifests.Select(ManifestContract.ToContract) } };
    }

    private static async Task<string> ReadIdAsync(
        IAsyncStreamReader<UploadBundleRequest> requests, CancellationToken cancellation)
    {
        var begun = await requests.MoveNext(cancellation)
            && requests.Current.MessageCase == UploadBundleRequest.MessageOneofCase.Manifest;
        if (!begun)
            new RequestCheck()
                .Violation("manifest", "must come first: it names the bundle that follows")
                .ThrowIfInvalid();
        return requests.Current.Manifest.BundleId;
    }

    private static UploadPlan PlanOf(IncomingBundle incoming) => new()
    {
        Offsets = { incoming.Offsets.ToDictionary(offset => offset.Key, offset => (ulong)offset.Value) },
    };

    private static async Task<BundleChunk> NextAsync(
        IAsyncStreamReader<UploadBundleRequest> requests, IncomingBundle incoming, CancellationToken cancellation)
    {
        if (!await requests.MoveNext(cancellation))
            throw new FailureException(RegistryFailures.UploadIncomplete,
                $"The upload ended after {incoming.Offsets.Values.Sum()} bytes; what arrived is kept. "
                + "Upload again to send the rest.");
        return requests.Current.Chunk ?? new BundleChunk();
    }

    private static void Write(IncomingBundle incoming, BundleChunk chunk) =>
        incoming.Write(chunk.Path, (long)chunk.Offset, chunk.Data.Span);

    private static Task AnswerAsync(
        IServerStreamWriter<UploadBundleResponse> responses, BundleManifest stored, CancellationToken cancellation) =>
        responses.WriteAsync(new UploadBundleResponse { Stored = ManifestContract.ToContract(stored) }, cancellation);
}
