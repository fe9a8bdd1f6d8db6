using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Google.Rpc;
using Grpc.Core;
using RichStatus = Google.Rpc.Status;

namespace Kale.ServiceDefaults.Errors;

/// <summary>
/// A failure as google.rpc.Status, which goes in the trailer that gRPC names for it, within what clients read.
/// </summary>
public static class StatusDetails
{
    public const string Domain = "kale";

    public static RichStatus ToStatus(StatusCode code, Failure failure)
    {
        var info = new ErrorInfo { Reason = failure.Reason, Domain = Domain };
        info.Metadata.Add(new Dictionary<string, string>(failure.Metadata));
        var status = new RichStatus { Code = (int)code, Message = failure.Message, Details = { Any.Pack(info) } };
        if (failure.Fields.Count > 0)
            status.Details.Add(Any.Pack(new BadRequest { FieldViolations = { failure.Fields.Select(Contract) } }));
        if (failure.Preconditions.Count > 0)
            status.Details.Add(Any.Pack(
                new PreconditionFailure { Violations = { failure.Preconditions.Select(Contract) } }));
        if (failure.RetryDelay is { } delay)
            status.Details.Add(Any.Pack(new RetryInfo { RetryDelay = Duration.FromTimeSpan(delay) }));
        return TrailerBounds.Bounded(status);
    }

    /// <summary>The details that a peer sent with an error; null when it sent none.</summary>
    public static RichStatus? Find(RpcException exception) => exception.Trailers.GetRpcStatus(ignoreParseError: true);

    /// <summary>The reason in the details that a peer sent with an error; empty when there is none.</summary>
    public static string ReasonOf(RpcException exception) => Find(exception) is { } status ? ReasonOf(status) : "";

    /// <summary>The reason in an error's details; empty when there is none.</summary>
    public static string ReasonOf(RichStatus status) => status.GetDetail<ErrorInfo>()?.Reason ?? "";

    private static BadRequest.Types.FieldViolation Contract(FieldViolation violation) =>
        new() { Field = violation.Field, Description = violation.Description };

    private static PreconditionFailure.Types.Violation Contract(Precondition violation) =>
        new() { Type = violation.Type, Subject = violation.Subject, Description = violation.Description };
}
