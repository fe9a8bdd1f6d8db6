using System.Diagnostics;
using Grpc.Core;
using Kale.ServiceDefaults.Streaming;
using Kale.V1;
using Microsoft.Extensions.Logging;
using RichStatus = Google.Rpc.Status;

namespace Kale.ServiceDefaults.Errors;

/// <summary>Turns every exception that leaves a service into what its caller may see.</summary>
public sealed class FailureTranslator(ErrorTable table, TimeProvider time, ILogger<FailureTranslator> logger)
{
    /// <summary>The error of a whole call, with google.rpc.Status in its trailers.</summary>
    public RpcException ToRpcException(Exception exception, ServerCallContext context)
    {
        if (exception is RpcException rpc)
            return Relay(rpc);
        var failure = ToFailure(exception, context);
        return StatusDetails.ToRpcException(table.CodeOf(failure.Reason), failure);
    }

    /// <summary>The error of one item of a call whose other items go on.</summary>
    public ItemError ToItemError(Exception exception, ServerCallContext context)
    {
        if (exception is RpcException rpc)
            return new ItemError { Code = (int)rpc.StatusCode, Reason = ReasonOf(rpc), Message = rpc.Status.Detail };
        return ToItemError(ToFailure(exception, context));
    }

    /// <summary>The error of one item of a call whose other items go on.</summary>
    public ItemError ToItemError(Failure failure) => new()
    {
        Code = (int)table.CodeOf(failure.Reason),
        Reason = failure.Reason,
        Message = failure.Message,
    };

    private Failure ToFailure(Exception exception, ServerCallContext context) => exception switch
    {
        CallerLeftException => Interrupted(context),
        OperationCanceledException when context.CancellationToken.IsCancellationRequested => Interrupted(context),
        // Writing to a caller that left, for example; nobody is there to be told.
        _ when context.CancellationToken.IsCancellationRequested => table.Find(exception) ?? Interrupted(context),
        _ => table.Find(exception) ?? Unknown(exception, context),
    };

    private Failure Interrupted(ServerCallContext context) => time.GetUtcNow().UtcDateTime >= context.Deadline
        ? new Failure(Reasons.DeadlineExceeded, "The call's deadline passed before it was answered.")
        : new Failure(Reasons.Cancelled, "The caller cancelled the call.");

    private Failure Unknown(Exception exception, ServerCallContext context)
    {
        var id = Activity.Current?.TraceId.ToHexString() ?? Guid.NewGuid().ToString("N");
        Log.UnexpectedFailure(logger, context.Method, id, exception);
        return new Failure(Reasons.Internal, $"An unexpected error; the server's log says more under {id}.")
        {
            Metadata = new Dictionary<string, string> { ["id"] = id },
        };
    }

    /// <summary>
    /// An error with a status of its own: only its details go on, not the other trailers of the peer it came from.
    /// </summary>
    private static RpcException Relay(RpcException exception)
    {
        if (StatusDetails.Find(exception) is { } details)
            return new RpcException(exception.Status, new Metadata { { StatusDetails.Trailer, details } });
        if (exception.Status.Detail == FailureDetailsMiddleware.TooLarge)
            return exception; // the middleware knows the limit
        return StatusDetails.ToRpcException(
            exception.StatusCode, new Failure(ReasonOf(exception), MessageOf(exception)));
    }

    private static string MessageOf(RpcException exception) => exception.Status.Detail switch
    {
        { Length: > 0 } detail => detail,
        _ when exception.StatusCode == StatusCode.Unimplemented => "This method is not offered here.",
        _ => exception.StatusCode.ToString(),
    };

    private static string ReasonOf(RpcException exception)
    {
        if (StatusDetails.Find(exception) is { } details)
            return StatusDetails.ReasonOf(RichStatus.Parser.ParseFrom(details));
        return Reasons.From(exception.StatusCode);
    }
}
