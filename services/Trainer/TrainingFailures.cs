using Grpc.Core;
using Kale.Bundles;
using Kale.Encoding;
using Kale.ServiceDefaults.Errors;
using Kale.Training;

namespace Kale.Trainer;

/// <summary>The Trainer's rows of the error table.</summary>
internal static class TrainingFailures
{
    public static void Add(ErrorTable rows) => rows
        .Add(Reasons.From(TrainingError.UnknownName), StatusCode.InvalidArgument)
        .Add(Reasons.From(TrainingError.InvalidPlan), StatusCode.InvalidArgument)
        .Add(Reasons.From(TrainingError.OutOfRange), StatusCode.InvalidArgument)
        .Add(Reasons.From(TrainingError.WrongShape), StatusCode.FailedPrecondition)
        .Add(Reasons.From(TrainingError.DataNotFound), StatusCode.NotFound)
        .Add(Reasons.From(TrainingError.DataRefused), StatusCode.InvalidArgument)
        .Add(Reasons.From(TrainingError.DataMalformed), StatusCode.FailedPrecondition)
        .Add(Reasons.From(TrainingError.LossNotFinite), StatusCode.FailedPrecondition)
        .Add(Reasons.From(TrainingError.CheckpointCorrupt), StatusCode.DataLoss)
        .Add(Reasons.From(TrainingError.OutOfMemory), StatusCode.ResourceExhausted)
        .Add(Reasons.From(TrainingError.ExportMismatch), StatusCode.Internal)
        .Add(Reasons.From(TrainingError.Interrupted), StatusCode.Aborted)
        .Add(Reasons.From(TrainingError.JobNotFound), StatusCode.NotFound)
        .Add(Reasons.From(TrainingError.JobExists), StatusCode.AlreadyExists)
        .Add(Reasons.From(TrainingError.JobEnded), StatusCode.FailedPrecondition)
        .Add(Reasons.From(TrainingError.JobNotEnded), StatusCode.FailedPrecondition)
        .Add(Reasons.From(TrainingError.OutputNameTaken), StatusCode.FailedPrecondition)
        .Add(Reasons.From(TrainingError.QueueFull), StatusCode.ResourceExhausted)
        .Add(Reasons.From(TrainingError.ReportNotFound), StatusCode.NotFound)
        .Map<TrainingException>(Of)
        .Map<EncodingException>(error => new Failure(Reasons.From(error.Code), error.Message))
        .Map<BundleException>(error => new Failure("BUNDLE_" + Reasons.From(error.Code), error.Message))
        .Misconfigured<BundleException>();

    private static Failure Of(TrainingException exception) => new(Reasons.From(exception.Code), exception.Message)
    {
        Fields = exception.Field is { } field ? [new FieldViolation(field, exception.Message)] : [],
    };
}
