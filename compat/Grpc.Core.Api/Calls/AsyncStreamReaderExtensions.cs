namespace Grpc.Core;

/// <summary>Shorter forms of reading.</summary>
public static class AsyncStreamReaderExtensions
{
    /// <summary>Reads the next message; false at the stream's end.</summary>
    public static Task<bool> MoveNext<T>(this IAsyncStreamReader<T> streamReader)
        where T : class
    {
        ArgumentNullException.ThrowIfNull(streamReader);
        return streamReader.MoveNext(CancellationToken.None);
    }
}
