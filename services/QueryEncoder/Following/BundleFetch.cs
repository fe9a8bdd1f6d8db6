using Grpc.Core;
using Kale.Bundles;
using Kale.QueryEncoder.Loading;
using Kale.V1;

namespace Kale.QueryEncoder.Following;

/// <summary>
/// Opens bundles of the store, and first downloads one that is not there from the registry. A download goes on where an
/// earlier one stopped, and what arrived becomes a bundle only when every hash is right.
/// </summary>
internal sealed class BundleFetch(BundleSource source, string storeDirectory, EncoderRegistry.EncoderRegistryClient? registry, CallOptions call)
{
    private static readonly TimeSpan s_silence = TimeSpan.FromSeconds(30);

    /// <exception cref="BundleException">
    /// NotFound while it is nowhere, InUse while another process fetches it; anything else is the bundle's or the disk's fault.
    /// </exception>
    /// <exception cref="RpcException">The registry does not answer, or has no such bundle.</exception>
    public async Task<Bundle> OpenAsync(string named, CancellationToken cancel)
    {
        try
        {
            return await Task.Run(() => source.Open(named), cancel);
        }
        catch (BundleException error) when (error.Code == BundleError.NotFound && registry is not null && named.StartsWith("bundle-", StringComparison.Ordinal))
        {
            return await DownloadAsync(named, cancel);
        }
    }

    private async Task<Bundle> DownloadAsync(string bundleId, CancellationToken cancel)
    {
        using var incoming = IncomingBundle.Open(new BundleStore(storeDirectory), bundleId);
        var request = new DownloadBundleRequest { BundleId = bundleId };
        foreach (var (file, length) in incoming.Offsets)
            request.Offsets[file] = (ulong)length;
        using var download = registry!.DownloadBundle(request, call.WithCancellationToken(cancel));
        while (await download.ResponseStream.MoveNext(cancel).WaitAsync(s_silence, cancel))
        {
            var chunk = download.ResponseStream.Current;
            incoming.Write(chunk.Path, (long)chunk.Offset, chunk.Data.Span);
        }

        return await Task.Run(incoming.Complete, cancel);
    }
}
