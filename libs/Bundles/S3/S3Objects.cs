using System.Net;
using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;

namespace Kale.Bundles;

/// <summary>
/// What the suite asks of a bucket: list, put once, read from an offset, delete. The storage checks each file's hash
/// too.
/// </summary>
internal sealed class S3Objects(S3Options options) : IDisposable
{
    private const int PieceBytes = OutgoingBundle.PieceBytes;
    private const int LargestManifest = 1024 * 1024;
    private static readonly TimeSpan s_silence = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan s_longestPut = TimeSpan.FromMinutes(30);
    private readonly AmazonS3Client _client = NewClient(options);

    /// <summary>Keys that begin so, with what the bucket says of their objects.</summary>
    public Task<Dictionary<string, StoredObject>> ListAsync(string prefix, CancellationToken cancel) => Guarded(
        async () =>
        {
            var objects = new Dictionary<string, StoredObject>(StringComparer.Ordinal);
            var request = new ListObjectsV2Request { BucketName = options.Bucket, Prefix = prefix };
            ListObjectsV2Response page;
            do
            {
                page = await _client.ListObjectsV2Async(request, cancel).WaitAsync(s_silence, cancel);
                foreach (var entry in page.S3Objects ?? []) { objects[entry.Key] = StoredObject.Of(entry); }
                request.ContinuationToken = page.NextContinuationToken;
            }
            while (page.IsTruncated == true);
            return objects;
        },
        options.Place,
        cancel);

    /// <summary>Puts a file, unless there is an object of this key.</summary>
    public Task<bool> PutAsync(string key, string path, FileEntry entry, CancellationToken cancel) => Guarded(
        async () =>
        {
            var request = new PutObjectRequest
            {
                BucketName = options.Bucket,
                Key = key,
                FilePath = path,
                ChecksumSHA256 = Convert.ToBase64String(Convert.FromHexString(entry.Sha256)),
                IfNoneMatch = options.ConditionalPuts ? "*" : null,
                // One hash over the whole file, which every storage checks, instead of chunks with their own.
                UseChunkEncoding = false,
            };
            try
            {
                await _client.PutObjectAsync(request, cancel);
                return true;
            }
            catch (AmazonS3Exception error) when (error.StatusCode == HttpStatusCode.PreconditionFailed)
            {
                return false;
            }
        },
        key,
        cancel);

    /// <summary>Hands on an object's bytes from an offset, in pieces; a small object in one.</summary>
    public Task<bool> ReadAsync(string key, long offset, Action<ReadOnlyMemory<byte>> take, CancellationToken cancel) =>
        Guarded(
            async () =>
            {
                // Of a range the SDK checks no hash: ours is checked in the end, and says which file is wrong.
                var request = new GetObjectRequest
                {
                    BucketName = options.Bucket,
                    Key = key,
                    ByteRange = new ByteRange($"bytes={offset}-"),
                };
                using var response = await _client.GetObjectAsync(request, cancel).WaitAsync(s_silence, cancel);
                var buffer = new byte[key.EndsWith($"/{BundleManifest.FileName}", StringComparison.Ordinal)
                    ? LargestManifest
                    : PieceBytes];
                while (await FillAsync(response.ResponseStream, buffer, cancel) is var read and > 0)
                {
                    take(buffer.AsMemory(0, read));
                }
                return true;
            },
            key,
            cancel);

    /// <summary>Deletes an object; of one that is not there, nothing happens.</summary>
    public Task<bool> DeleteAsync(string key, CancellationToken cancel) => Guarded(
        async () =>
        {
            await _client.DeleteObjectAsync(options.Bucket, key, cancel).WaitAsync(s_silence, cancel);
            return true;
        },
        key,
        cancel);

    public void Dispose() => _client.Dispose();

    private static Task<int> FillAsync(Stream stream, byte[] buffer, CancellationToken cancel) =>
        stream.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancel)
            .AsTask()
            .WaitAsync(s_silence, cancel);

    private async Task<T> Guarded<T>(Func<Task<T>> action, string what, CancellationToken cancel)
    {
        try
        {
            return await action();
        }
        catch (AmazonS3Exception error) when (error.ErrorCode == "NoSuchKey")
        {
            throw new BundleException(BundleError.NotFound, $"{options.Place}: there is no '{what}'.", error);
        }
        catch (Exception error) when (IsAway(error) && !cancel.IsCancellationRequested)
        {
            throw new BundleException(
                BundleError.Unavailable,
                $"{options.Place}: the bucket does not give what is asked ({what}): {error.Message} "
                    + $"Look after {S3Options.Section}'s settings and the storage.",
                error);
        }
    }

    private static bool IsAway(Exception error) => error is AmazonServiceException or AmazonClientException
        or HttpRequestException or IOException or TimeoutException or OperationCanceledException;

    private static AmazonS3Client NewClient(S3Options options)
    {
        var config = new AmazonS3Config
        {
            Timeout = s_longestPut,
            ForcePathStyle = options.Endpoint.Length > 0,
            // Checksums that only Amazon understands are sent where the protocol demands them.
            RequestChecksumCalculation = RequestChecksumCalculation.WHEN_REQUIRED,
            ResponseChecksumValidation = ResponseChecksumValidation.WHEN_REQUIRED,
        };
        if (options.Endpoint.Length > 0)
        {
            (config.ServiceURL, config.AuthenticationRegion) = (options.Endpoint, options.Region);
        }
        else
        {
            config.RegionEndpoint = Amazon.RegionEndpoint.GetBySystemName(options.Region);
        }
        return options.AccessKey.Length > 0
            ? new AmazonS3Client(new BasicAWSCredentials(options.AccessKey, options.SecretKey), config)
            : new AmazonS3Client(config);
    }
}

/// <summary>What a bucket says of an object.</summary>
internal sealed record StoredObject(long Size, DateTimeOffset Stored)
{
    public static StoredObject Of(S3Object entry) =>
        new(entry.Size ?? 0, new DateTimeOffset((entry.LastModified ?? default).ToUniversalTime()));
}
