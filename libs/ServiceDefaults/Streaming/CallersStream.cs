using Grpc.Core;
using Kale.ServiceDefaults.Errors;

namespace Kale.ServiceDefaults.Streaming;

/// <summary>
/// A caller's requests; one that breaks off is a caller that left, and one that cannot be read is the caller's mistake:
/// neither is an error of the server's.
/// </summary>
internal sealed class CallersStream<T>(IAsyncStreamReader<T> stream) : IAsyncStreamReader<T>
{
    public T Current => stream.Current;

    public async Task<bool> MoveNext(CancellationToken cancellationToken)
    {
        try
        {
            return await stream.MoveNext(cancellationToken);
        }
        catch (Exception error) when (UnreadableRequest.Is(error))
        {
            throw UnreadableRequest.From(error);
        }
        catch (IOException error)
        {
            throw new CallerLeftException(error);
        }
    }
}

/// <summary>The caller's stream broke off. The call's own token may be cancelled only a moment later.</summary>
internal sealed class CallerLeftException(Exception inner) : OperationCanceledException("The caller left.", inner);
