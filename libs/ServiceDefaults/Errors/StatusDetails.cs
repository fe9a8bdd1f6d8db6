using Google.Protobuf;
using Google.Protobuf.Reflection;
using Google.Protobuf.WellKnownTypes;
using Google.Rpc;
using Grpc.Core;
using RichStatus = Google.Rpc.Status;
using Status = Grpc.Core.Status;

namespace Kale.ServiceDefaults.Errors;

/// <summary>
/// A failure on the wire: status code, message, and google.rpc.Status in the trailer that gRPC names for it.
/// </summary>
public static class StatusDetails
{
    public const string Trailer = "grpc-status-details-bin";
    public const string Domain = "kale";

    // ErrorInfo.reason by its number: older releases of the package call it type.
    private static readonly IFieldAccessor s_reason = ErrorInfo.Descriptor.FindFieldByNumber(1).Accessor;

    public static RpcException ToRpcException(StatusCode code, Failure failure) =>
        new(new Status(code, failure.Message), new Metadata { { Trailer, ToStatus(code, failure).ToByteArray() } });

    public static RichStatus ToStatus(StatusCode code, Failure failure)
    {
        var status = new RichStatus { Code = (int)code, Message = failure.Message };
        status.Details.Add(Any.Pack(InfoOf(failure)));
        if (failure.Fields.Count > 0)
            status.Details.Add(Any.Pack(FieldsOf(failure)));
        if (failure.Preconditions.Count > 0)
            status.Details.Add(Any.Pack(PreconditionsOf(failure)));
        if (failure.RetryDelay is { } delay)
            status.Details.Add(Any.Pack(new RetryInfo { RetryDelay = Duration.FromTimeSpan(delay) }));
        return status;
    }

    /// <summary>The details that a peer sent with an error; null when it sent none.</summary>
    public static byte[]? Find(RpcException exception) =>
        exception.Trailers.FirstOrDefault(entry => entry.Key == Trailer)?.ValueBytes;

    /// <summary>The reason in an error's details; empty when there is none.</summary>
    public static string ReasonOf(RichStatus status) =>
        status.Details.FirstOrDefault(detail => detail.Is(ErrorInfo.Descriptor))?.Unpack<ErrorInfo>() is { } info
            ? (string)s_reason.GetValue(info)
            : "";

    /// <summary>The reason in the details that a peer sent with an error; empty when there is none.</summary>
    public static string ReasonOf(RpcException exception) =>
        Find(exception) is { } details ? ReasonOf(RichStatus.Parser.ParseFrom(details)) : "";

    private static ErrorInfo InfoOf(Failure failure)
    {
        var info = new ErrorInfo { Domain = Domain, Metadata = { new Dictionary<string, string>(failure.Metadata) } };
        s_reason.SetValue(info, failure.Reason);
        return info;
    }

    private static BadRequest FieldsOf(Failure failure)
    {
        var request = new BadRequest();
        request.FieldViolations.AddRange(failure.Fields.Select(violation => new BadRequest.Types.FieldViolation
        {
            Field = violation.Field,
            Description = violation.Description,
        }));
        return request;
    }

    private static PreconditionFailure PreconditionsOf(Failure failure)
    {
        var preconditions = new PreconditionFailure();
        preconditions.Violations.AddRange(failure.Preconditions.Select(
            violation => new PreconditionFailure.Types.Violation
            {
                Type = violation.Type,
                Subject = violation.Subject,
                Description = violation.Description,
            }));
        return preconditions;
    }
}
