using System.Globalization;
using Grpc.Core;

namespace Kale.VectorIndex.Connection;

/// <summary>The one table from the store's status codes to <see cref="VectorIndexError"/>.</summary>
internal static class StoreErrors
{
    private const string TooLarge = "Received message exceeds the maximum configured message size";

    // A connection that took too many calls says nothing of when it takes the next one.
    private static readonly TimeSpan RefusedRetry = TimeSpan.FromSeconds(1);

    // RFC 9113, section 7.
    private const long RefusedStream = 7;
    private const long EnhanceYourCalm = 11;

    /// <summary>Whether the same call may succeed later, and what the server said of when.</summary>
    public static bool IsTransient(RpcException error) =>
        error.StatusCode == StatusCode.Unavailable || RetryAfter(error) is not null || IsBrokenConnection(error)
        || IsRefusedStream(error);

    /// <summary>The server's `retry-after`, in seconds.</summary>
    public static TimeSpan? RetryAfter(RpcException error) =>
        error.StatusCode == StatusCode.ResourceExhausted
        && double.TryParse(error.Trailers.GetValue("retry-after"), CultureInfo.InvariantCulture, out var seconds)
        && seconds >= 0
            ? TimeSpan.FromSeconds(Math.Min(seconds, 3_600))
            : null;

    /// <param name="error">What the store, or the way to it, said.</param>
    /// <param name="subject">What the call was about.</param>
    /// <param name="proxy">The environment's, if it is on the way.</param>
    public static VectorIndexException Translate(RpcException error, string subject, Uri? proxy)
    {
        var (code, advice) = Describe(error, subject);
        if (code is VectorIndexError.StoreUnavailable or VectorIndexError.StoreTimeout && proxy is not null)
            advice += $" The calls go through the environment's proxy {proxy.GetLeftPart(UriPartial.Authority)}; if "
                + "the store needs none, name its host in no_proxy.";
        return new VectorIndexException(code, advice, error)
        {
            Subject = subject,
            RetryAfter = RetryAfter(error) ?? (code == VectorIndexError.StoreOverloaded ? RefusedRetry : null),
        };
    }

    private static (VectorIndexError Code, string Message) Describe(RpcException error, string subject)
    {
        var said = error.Status.Detail;
        return error.StatusCode switch
        {
            _ when IsRefusedStream(error) =>
                (VectorIndexError.StoreOverloaded,
                    "The vector store has more calls on one connection than it takes; ask less often."),
            _ when IsBrokenConnection(error) => Unavailable(said),
            StatusCode.Unavailable => Unavailable(said),
            StatusCode.NotFound =>
                (VectorIndexError.CollectionNotFound, $"The vector store has no collection '{subject}': {said}"),
            StatusCode.InvalidArgument =>
                (VectorIndexError.InvalidRequest, $"The vector store refused the request: {said}"),
            StatusCode.DeadlineExceeded =>
                (VectorIndexError.StoreTimeout, $"The vector store did not answer in time: {said}"),
            StatusCode.Unauthenticated or StatusCode.PermissionDenied =>
                (VectorIndexError.AccessDenied,
                    $"The vector store does not accept the API key; set ApiKey. It said: {said}"),
            StatusCode.ResourceExhausted when said.Contains(TooLarge, StringComparison.Ordinal) =>
                (VectorIndexError.AnswerTooLarge,
                    "The vector store's answer is larger than MaxReceiveBytes; ask for fewer hits."),
            StatusCode.ResourceExhausted when RetryAfter(error) is not null =>
                (VectorIndexError.StoreOverloaded, $"The vector store asks for patience: {said}"),
            StatusCode.ResourceExhausted =>
                (VectorIndexError.StorageFull, $"The vector store has no room left: {said}"),
            _ => (VectorIndexError.StoreFailed, $"The vector store failed ({error.StatusCode}): {said}"),
        };
    }

    private static (VectorIndexError Code, string Message) Unavailable(string said) =>
        (VectorIndexError.StoreUnavailable, $"The vector store cannot be reached; is it running at Address? {said}");

    /// <summary>A server that died in mid-call is reported as INTERNAL with the socket's error inside.</summary>
    private static bool IsBrokenConnection(RpcException error) =>
        error is { StatusCode: StatusCode.Internal, Status.DebugException: HttpRequestException or IOException };

    /// <summary>
    /// A call that the connection did not take, because it has too many: gRPC says UNAVAILABLE or RESOURCE_EXHAUSTED,
    /// but the store is there and has room, and nothing was done.
    /// </summary>
    private static bool IsRefusedStream(RpcException error)
    {
        for (var cause = error.Status.DebugException; cause is not null; cause = cause.InnerException)
        {
            if (cause is HttpProtocolException { ErrorCode: RefusedStream or EnhanceYourCalm })
                return true;
        }

        return false;
    }
}
