using System.Diagnostics;
using System.Globalization;
using Grpc.Core;
using Kale.ServiceDefaults.Calls;
using Kale.ServiceDefaults.Streaming;
using Kale.V1;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using RichStatus = Google.Rpc.Status;

namespace Kale.ServiceDefaults.Errors;

/// <summary>Turns every exception that leaves a service into what its caller may see.</summary>
public sealed class FailureTranslator(
    ErrorTable table, IOptions<ServiceDefaultsOptions> options, TimeProvider time, ILogger<FailureTranslator> logger)
{
    // gRPC's own words.
    private const string TooLarge = "Received message exceeds the maximum configured message size.";

    // Kestrel's, whose reader hears of it before the call's token is cancelled.
    private const string ResetByCaller = "The client reset the request stream.";

    /// <summary>The error of a whole call, with google.rpc.Status in its trailers.</summary>
    public RpcException ToRpcException(Exception exception, ServerCallContext context) =>
        ToStatus(exception, context).ToRpcException();

    /// <summary>The error of one item of a call whose other items go on.</summary>
    public ItemError ToItemError(Exception exception, ServerCallContext context) =>
        ItemOf(ToStatus(exception, context));

    /// <summary>The error of one item of a call whose other items go on.</summary>
    public ItemError ToItemError(Failure failure) => ItemOf(ToStatus(failure));

    internal RichStatus ToStatus(Exception exception, ServerCallContext context) =>
        exception is RpcException rpc ? Relay(rpc) : ToStatus(ToFailure(exception, context));

    /// <summary>Details for a status that came without.</summary>
    internal RichStatus ToStatus(StatusCode code, string message) => StatusDetails.ToStatus(code, message switch
    {
        TooLarge => LargerThan(options.Value.MaxReceiveMessageBytes.ToString(CultureInfo.InvariantCulture)),
        "" when code == StatusCode.Unimplemented => new(Reasons.Unimplemented, "This method is not offered here."),
        "" when code == StatusCode.NotFound => new(Reasons.From(code), "Nothing of this name is here."),
        "" => new(Reasons.From(code), code.ToString()),
        _ => new(Reasons.From(code), message),
    });

    private RichStatus ToStatus(Failure failure) => StatusDetails.ToStatus(table.CodeOf(failure.Reason), failure);

    private static ItemError ItemOf(RichStatus status) =>
        new() { Code = status.Code, Reason = StatusDetails.ReasonOf(status), Message = status.Message };

    /// <summary>
    /// An error with a status of its own: only its details go on, not the other trailers of the peer it came from.
    /// </summary>
    private RichStatus Relay(RpcException exception)
    {
        if (RefusedStream.Is(exception))
            return ToStatus(RefusedStream.Failure);
        if (StatusDetails.Find(exception) is not { } details)
            return ToStatus(exception.StatusCode, exception.Status.Detail);
        details.Code = (int)exception.StatusCode;
        return TrailerBounds.Bounded(details);
    }

    private static Failure LargerThan(string limit) => new(
        Reasons.MessageTooLarge,
        $"The message is larger than the {limit} bytes that this server takes. Send fewer items per call, or use the "
            + "streaming method.")
    {
        Metadata = new Dictionary<string, string> { ["max_receive_message_bytes"] = limit },
    };

    private Failure ToFailure(Exception exception, ServerCallContext context) => exception switch
    {
        CallerLeftException => Interrupted(context),
        IOException { Message: ResetByCaller } => Interrupted(context),
        OperationCanceledException when HasLeft(context) => Interrupted(context),
        // Writing to a caller that left, for example; nobody is there to be told.
        _ when HasLeft(context) => table.Find(exception) ?? Interrupted(context),
        _ => table.Find(exception) ?? Unknown(exception, context),
    };

    // gRPC lets go of the token of a call with a deadline before it is told here what it met.
    private static bool HasLeft(ServerCallContext context)
    {
        try
        {
            return context.CancellationToken.IsCancellationRequested;
        }
        catch (ObjectDisposedException)
        {
            return false;
        }
    }

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
}
