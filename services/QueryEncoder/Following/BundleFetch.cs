using Grpc.Core;
using Kale.Bundles;
using Kale.QueryEncoder.Serving;
using Kale.V1;

namespace Kale.QueryEncoder.Following;

/// <summary>
/// Opens bundles of the store, and first fetches one that is not there or damaged: from the bucket where there is one,
/// else from the registry. A fetch goes on where an earlier one stopped, and what arrived becomes a bundle only when
/// every hash is right.
/// </summary>
internal sealed class BundleFetch(
    BundleSource source, string storeDirectory, S3BundleStore? bucket,
    EncoderRegistry.EncoderRegistryClient? registry, CallOptions call)
{
    private static readonly TimeSpan s_silence = TimeSpan.FromSeconds(30);

    /// <exception cref="BundleException">
    /// NotFound while it is nowhere, InUse while another process fetches it, Unavailable while the bucket does not
    /// answer, NotWritable while the disk is full; anything else is the bundle's fault.
    /// </exception>
    /// <exception cref="FetchInterruptedException">What arrived was not what was sent.</exception>
    /// <exception cref="RpcException">The registry does not answer, or has no such bundle.</exception>
    public async Task<Bundle> OpenAsync(string named, CancellationToken cancel)
    {
        try
        {
            return await Task.Run(() => source.Open(named), cancel);
        }
        catch (BundleException error)
            when (error.Code is BundleError.NotFound or BundleError.Corrupt or BundleError.Missing
                && named.StartsWith("bundle-", StringComparison.Ordinal))
        {
            if (bucket is not null)
                return await FetchAsync(() => bucket.FetchAsync(named, new BundleStore(storeDirectory), cancel));
            if (registry is not null)
                return await FetchAsync(() => DownloadAsync(registry, named, cancel));
            throw;
        }
    }

    /// <summary>
    /// Bytes that changed on the way are no fault of the bundle's: the next attempt fetches them anew.
    /// </summary>
    private static async Task<Bundle> FetchAsync(Func<Task<Bundle>> fetch)
    {
        try
        {
            return await fetch();
        }
        catch (BundleException error) when (error.Code == BundleError.Corrupt)
        {
            throw new FetchInterruptedException(error);
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

/// <summary>A bundle arrived with wrong bytes; the message names the file.</summary>
internal sealed class FetchInterruptedException(BundleException cause) : Exception(cause.Message, cause);
