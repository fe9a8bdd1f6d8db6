namespace Grpc.Core;

/// <summary>A stream of outgoing messages; one write at a time.</summary>
public interface IAsyncStreamWriter<in T>
{
    /// <summary>Writes a message.</summary>
    Task WriteAsync(T message);

    /// <summary>Writes a message; cancelling ends the whole call.</summary>
    Task WriteAsync(T message, CancellationToken cancellationToken)
    {
        if (cancellationToken.CanBeCanceled)
        {
            throw new NotSupportedException(
                "Cancellation of stream writes is not supported by this gRPC implementation.");
        }

        return WriteAsync(message);
    }

    /// <summary>Options of the next write; null for the defaults.</summary>
    WriteOptions? WriteOptions { get; set; }
}

/// <summary>The client's outgoing stream.</summary>
public interface IClientStreamWriter<in T> : IAsyncStreamWriter<T>
{
    /// <summary>Says that no more messages follow.</summary>
    Task CompleteAsync();
}

/// <summary>The server's outgoing stream.</summary>
public interface IServerStreamWriter<in T> : IAsyncStreamWriter<T>
{
}
