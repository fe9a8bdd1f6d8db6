using Grpc.Core;
using Kale.Bundles;
using Kale.Rollouts.Routes;
using Kale.Rollouts.Spaces;
using Kale.Rollouts.State;
using Kale.ServiceDefaults.Errors;

namespace Kale.Gateway.Registry;

/// <summary>The registry's rows of the error table.</summary>
internal static class RegistryFailures
{
    /// <summary>A report that is asked for is not there.</summary>
    public const string ReportNotFound = "REPORT_NOT_FOUND";

    /// <summary>A sender stopped before the last byte.</summary>
    public const string UploadIncomplete = "UPLOAD_INCOMPLETE";

    /// <summary>Something needs the bundle.</summary>
    public const string BundleInUse = "BUNDLE_IN_USE";

    /// <summary>A service, or what needs its bundle, needs the name.</summary>
    public const string NameInUse = "NAME_IN_USE";

    /// <summary>No bundle has this name.</summary>
    public const string NameNotFound = "NAME_NOT_FOUND";

    /// <summary>The Trainer does not answer.</summary>
    public const string TrainerUnavailable = "TRAINER_UNAVAILABLE";

    private const string Store = "ROUTE_STORE_UNAVAILABLE";

    public static void Add(ErrorTable rows)
    {
        rows.Add(ReportNotFound, StatusCode.NotFound)
            .Add(UploadIncomplete, StatusCode.FailedPrecondition)
            .Add(NameInUse, StatusCode.FailedPrecondition)
            .Add(NameNotFound, StatusCode.NotFound)
            .Add(TrainerUnavailable, StatusCode.Unavailable);
        foreach (var error in Enum.GetValues<RouteError>())
            rows.Add("ROUTE_" + Reasons.From(error), CodeOf(error));
        foreach (var error in Enum.GetValues<SpaceError>())
            rows.Add("SPACE_" + Reasons.From(error), CodeOf(error));
        rows.Map<RouteException>(error => new Failure("ROUTE_" + Reasons.From(error.Code), error.Message))
            .Map<SpaceException>(error => new Failure("SPACE_" + Reasons.From(error.Code), error.Message))
            .Map<StateStoreException>(error => new Failure(Store, error.Message))
            .Map<BundleException>(error => new Failure("BUNDLE_" + Reasons.From(error.Code), error.Message))
            .Misconfigured<StateStoreException>()
            .Misconfigured<BundleException>();
    }

    private static StatusCode CodeOf(RouteError error) => error switch
    {
        RouteError.NotFound => StatusCode.NotFound,
        RouteError.AlreadyExists => StatusCode.AlreadyExists,
        RouteError.GenerationConflict => StatusCode.Aborted,
        RouteError.RequestIdReused or RouteError.InvalidShare or RouteError.InvalidPolicy or RouteError.InvalidName
            or RouteError.ReasonMissing => StatusCode.InvalidArgument,
        RouteError.StoreUnavailable => StatusCode.Unavailable,
        _ => StatusCode.FailedPrecondition,
    };

    private static StatusCode CodeOf(SpaceError error) => error switch
    {
        SpaceError.NotFound => StatusCode.NotFound,
        SpaceError.InvalidTolerance => StatusCode.InvalidArgument,
        _ => StatusCode.FailedPrecondition,
    };
}
