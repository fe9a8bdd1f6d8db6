using Google.Protobuf;
using Grpc.Core;
using Kale.Bundles;
using Kale.Rollouts.Contracts;
using Kale.ServiceDefaults.Errors;
using Kale.V1;
using Microsoft.Extensions.Options;

namespace Kale.Gateway.Registry;

/// <summary>Bundles to and from the registry's store, in pieces that may come over several calls.</summary>
internal sealed class BundleTransfers(RegistryBundles bundles, IOptions<GatewayOptions> options, TimeProvider time)
{
    // A sender that says nothing for so long is gone, and keeps its bundle from others.
    private static readonly TimeSpan s_silence = TimeSpan.FromSeconds(60);

    public async Task ReceiveAsync(
        IAsyncStreamReader<UploadBundleRequest> requests, IServerStreamWriter<UploadBundleResponse> responses,
        CancellationToken cancellation)
    {
        var id = await ReadIdAsync(requests, cancellation);
        // It may be here only because an earlier upload did not reach the bucket; and where it is damaged, it is
        // what the upload mends.
        if (await bundles.FindWholeAsync(id, cancellation) is { } known)
        {
            await AnswerAsync(responses, known.Manifest, cancellation);
            return;
        }

        using var incoming = IncomingBundle.Open(bundles.Store, id, options.Value.MaxBundleBytes);
        await responses.WriteAsync(new UploadBundleResponse { Plan = PlanOf(incoming) }, cancellation);
        while (!incoming.IsComplete)
            Write(incoming, await NextAsync(requests, incoming, cancellation));
        var stored = await bundles.KeepAsync(incoming.Complete(), cancellation);
        await AnswerAsync(responses, stored.Manifest, cancellation);
    }

    public async Task SendAsync(
        DownloadBundleRequest request, IServerStreamWriter<BundleChunk> responses, CancellationToken cancellation)
    {
        new RequestCheck()
            .That(request.Offsets.Values.All(offset => offset <= long.MaxValue), "too large", request.Offsets)
            .ThrowIfInvalid();
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

    private async Task<BundleChunk> NextAsync(
        IAsyncStreamReader<UploadBundleRequest> requests, IncomingBundle incoming, CancellationToken cancellation)
    {
        if (!await MoveNextAsync(requests, cancellation))
            throw new FailureException(RegistryFailures.UploadIncomplete,
                $"The upload ended, or nothing came for {s_silence.TotalSeconds:0} s, after "
                + $"{incoming.Offsets.Values.Sum()} bytes; what arrived is kept. Upload again to send the rest.");
        return requests.Current.Chunk ?? new BundleChunk();
    }

    private async Task<bool> MoveNextAsync(
        IAsyncStreamReader<UploadBundleRequest> requests, CancellationToken cancellation)
    {
        using var silence = new CancellationTokenSource(s_silence, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, silence.Token);
        try
        {
            // Ended, and not left behind: the server reuses the stream for another call, which would find a reader.
            return await requests.MoveNext(either.Token);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return false;
        }
    }

    private static void Write(IncomingBundle incoming, BundleChunk chunk) =>
        incoming.Write(chunk.Path, (long)chunk.Offset, chunk.Data.Span);

    private static Task AnswerAsync(
        IServerStreamWriter<UploadBundleResponse> responses, BundleManifest stored, CancellationToken cancellation) =>
        responses.WriteAsync(new UploadBundleResponse { Stored = ManifestContract.ToContract(stored) }, cancellation);
}
