using Grpc.Core;
using Kale.Bundles;
using Kale.QueryEncoder.Loading;
using Kale.V1;

namespace Kale.QueryEncoder.Following;

/// <summary>
/// Opens bundles of the store, and first fetches one that is not there: from the bucket where there is one, else from
/// the registry. A fetch goes on where an earlier one stopped, and what arrived becomes a bundle only when every hash
/// is right.
/// </summary>
internal sealed class BundleFetch(
    BundleSource source, string storeDirectory, S3BundleStore? bucket,
    EncoderRegistry.EncoderRegistryClient? registry, CallOptions call)
{
    private static readonly TimeSpan s_silence = TimeSpan.FromSeconds(30);

    /// <exception cref="BundleException">
    /// NotFound while it is nowhere, InUse while another process fetches it, Unavailable while the bucket does not
    /// answer; anything else is the bundle's or the disk's fault.
    /// </exception>
    /// <exception cref="RpcException">The registry does not answer, or has no such bundle.</exception>
    public async Task<Bundle> OpenAsync(string named, CancellationToken cancel)
    {
        try
        {
            return await Task.Run(() => source.Open(named), cancel);
        }
        catch (BundleException error)
            when (error.Code == BundleError.NotFound && named.StartsWith("bundle-", StringComparison.Ordinal))
        {
            if (bucket is not null)
                return await bucket.FetchAsync(named, new BundleStore(storeDirectory), cancel);
            if (registry is not null)
                return await DownloadAsync(registry, named, cancel);
            throw;
        }
    }

    private async Task<Bundle> DownloadAsync(
        EncoderRegistry.EncoderRegistryClient registry, string bundleId, CancellationToken cancel)
    {
        using var incoming = IncomingBundle.Open(new BundleStore(storeDirectory), bundleId);
        var request = new DownloadBundleRequest { BundleId = bundleId };
        foreach (var (file, length) in incoming.Offsets)
            request.Offsets[file] = (ulong)length;
        using var download = registry.DownloadBundle(request, call.WithCancellationToken(cancel));
        while (await download.ResponseStream.MoveNext(cancel).WaitAsync(s_silence, cancel))
        {
            var chunk = download.ResponseStream.Current;
            incoming.Write(chunk.Path, (long)chunk.Offset, chunk.Data.Span);
        }

        return await Task.Run(incoming.Complete, cancel);
    }
}
