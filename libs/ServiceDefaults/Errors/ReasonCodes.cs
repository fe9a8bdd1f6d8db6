using Grpc.Core;

namespace Kale.ServiceDefaults.Errors;

/// <summary>
/// The status code of every reason of the suite. Reasons are the words of the libraries' own error enums (a bundle's
/// with BUNDLE_ before them), so that a domain error needs no second table.
/// </summary>
internal static class ReasonCodes
{
    public static readonly IReadOnlyDictionary<string, StatusCode> All = new Dictionary<string, StatusCode>
    {
        // The edge
        [Reasons.InvalidRequest] = StatusCode.InvalidArgument,
        [Reasons.MalformedMessage] = StatusCode.InvalidArgument,
        [Reasons.MessageTooLarge] = StatusCode.ResourceExhausted,
        [Reasons.Unauthenticated] = StatusCode.Unauthenticated,
        [Reasons.Unimplemented] = StatusCode.Unimplemented,
        [Reasons.Cancelled] = StatusCode.Cancelled,
        [Reasons.DeadlineExceeded] = StatusCode.DeadlineExceeded,
        [Reasons.ShuttingDown] = StatusCode.Unavailable,
        [Reasons.UnknownService] = StatusCode.NotFound,
        [Reasons.Internal] = StatusCode.Internal,

        // Encoding
        [Reasons.EmptyText] = StatusCode.InvalidArgument,
        [Reasons.TextTooLong] = StatusCode.InvalidArgument,
        [Reasons.EncoderNotLoaded] = StatusCode.FailedPrecondition,
        [Reasons.CrossEncoderNotLoaded] = StatusCode.Unimplemented,
        [Reasons.BundleNotReady] = StatusCode.Unavailable,
        [Reasons.BundleRefused] = StatusCode.FailedPrecondition,
        [Reasons.UnknownRoute] = StatusCode.NotFound,
        [Reasons.SpaceMismatch] = StatusCode.FailedPrecondition,
        ["OVERLOADED"] = StatusCode.ResourceExhausted,
        ["TOO_LARGE"] = StatusCode.InvalidArgument,
        ["INFERENCE_FAILED"] = StatusCode.Internal,
        ["ROLE_NOT_SERVED"] = StatusCode.FailedPrecondition,
        ["DEVICE_UNAVAILABLE"] = StatusCode.FailedPrecondition,

        // Bundles
        ["BUNDLE_NOT_FOUND"] = StatusCode.NotFound,
        ["BUNDLE_CORRUPT"] = StatusCode.DataLoss,
        ["BUNDLE_UNSUPPORTED"] = StatusCode.FailedPrecondition,
        ["BUNDLE_MISSING"] = StatusCode.DataLoss,
        ["BUNDLE_WRONG_SHAPE"] = StatusCode.DataLoss,
        ["BUNDLE_PROBE_MISMATCH"] = StatusCode.FailedPrecondition,
        ["BUNDLE_SPACE_MISMATCH"] = StatusCode.FailedPrecondition,
        ["BUNDLE_AMBIGUOUS"] = StatusCode.InvalidArgument,
        ["BUNDLE_IN_USE"] = StatusCode.FailedPrecondition,
        ["BUNDLE_NOT_WRITABLE"] = StatusCode.FailedPrecondition,
        ["BUNDLE_INVALID"] = StatusCode.InvalidArgument,
        ["BUNDLE_UNAVAILABLE"] = StatusCode.Unavailable,

        // The index
        ["COLLECTION_NOT_FOUND"] = StatusCode.NotFound,
        ["BUILD_NOT_FOUND"] = StatusCode.NotFound,
        ["BUILD_IS_SERVING"] = StatusCode.FailedPrecondition,
        ["BUILD_IS_RETIRED"] = StatusCode.FailedPrecondition,
        ["NOTHING_TO_ROLL_BACK"] = StatusCode.FailedPrecondition,
        ["COUNT_MISMATCH"] = StatusCode.FailedPrecondition,
        ["INCOMPLETE_DOCUMENTS"] = StatusCode.FailedPrecondition,
        ["FOREIGN_COLLECTION"] = StatusCode.FailedPrecondition,
        ["INVALID_NAME"] = StatusCode.InvalidArgument,
        ["INVALID_VECTOR"] = StatusCode.InvalidArgument,
        ["INVALID_FILTER"] = StatusCode.InvalidArgument,
        ["STORE_UNAVAILABLE"] = StatusCode.Unavailable,
        ["STORE_TIMEOUT"] = StatusCode.Unavailable,
        ["STORE_OVERLOADED"] = StatusCode.ResourceExhausted,
        ["STORAGE_FULL"] = StatusCode.ResourceExhausted,
        ["ACCESS_DENIED"] = StatusCode.FailedPrecondition,
        ["ANSWER_TOO_LARGE"] = StatusCode.ResourceExhausted,
        ["STORE_FAILED"] = StatusCode.Internal,

        // Search
        ["UNKNOWN_FIELD"] = StatusCode.InvalidArgument,
        ["QUERY_ENCODER_UNAVAILABLE"] = StatusCode.Unavailable,
        ["RERANKER_NOT_CONFIGURED"] = StatusCode.FailedPrecondition,
        ["RERANK_NOT_IN_TIME"] = StatusCode.DeadlineExceeded,
    };
}
