using Grpc.Core;

namespace Kale.ServiceDefaults.Errors;

/// <summary>
/// The status code of every reason of the suite. Reasons are the words of the libraries' own error enums (a bundle's
/// with BUNDLE_ before them), so that a domain error needs no second table.
/// </summary>
internal static class ReasonCodes
{
    private static readonly Dictionary<StatusCode, string[]> s_reasons = new()
    {
        [StatusCode.InvalidArgument] =
        [
            Reasons.InvalidRequest, Reasons.MalformedMessage, Reasons.EmptyText, Reasons.TextTooLong, "TOO_LARGE",
            "BUNDLE_AMBIGUOUS", "BUNDLE_INVALID", "INVALID_NAME", "INVALID_VECTOR", "INVALID_FILTER", "UNKNOWN_FIELD",
        ],
        [StatusCode.ResourceExhausted] =
        [
            Reasons.MessageTooLarge, Reasons.Overloaded, Reasons.LimitReached, "STORE_OVERLOADED", "STORAGE_FULL",
            "ANSWER_TOO_LARGE",
        ],
        [StatusCode.Unauthenticated] = [Reasons.Unauthenticated],
        [StatusCode.PermissionDenied] = [Reasons.ScopeMissing, Reasons.CollectionNotAllowed],
        [StatusCode.Unimplemented] = [Reasons.Unimplemented, Reasons.CrossEncoderNotLoaded],
        [StatusCode.Cancelled] = [Reasons.Cancelled],
        [StatusCode.DeadlineExceeded] = [Reasons.DeadlineExceeded, "RERANK_NOT_IN_TIME"],
        [StatusCode.Unavailable] =
        [
            Reasons.ShuttingDown, Reasons.BundleNotReady, "BUNDLE_UNAVAILABLE", "STORE_UNAVAILABLE", "STORE_TIMEOUT",
            "QUERY_ENCODER_UNAVAILABLE",
        ],
        [StatusCode.Internal] = [Reasons.Internal, "INFERENCE_FAILED", "STORE_FAILED"],
        [StatusCode.FailedPrecondition] =
        [
            Reasons.EncoderNotLoaded, Reasons.BundleRefused, Reasons.SpaceMismatch, "ROLE_NOT_SERVED",
            "DEVICE_UNAVAILABLE", "BUNDLE_UNSUPPORTED", "BUNDLE_PROBE_MISMATCH", "BUNDLE_SPACE_MISMATCH",
            "BUNDLE_IN_USE", "BUNDLE_NOT_WRITABLE", "BUILD_IS_SERVING", "BUILD_IS_RETIRED", "NOTHING_TO_ROLL_BACK",
            "COUNT_MISMATCH", "INCOMPLETE_DOCUMENTS", "FOREIGN_COLLECTION", "ACCESS_DENIED",
            "RERANKER_NOT_CONFIGURED",
        ],
        [StatusCode.NotFound] =
        [
            Reasons.UnknownRoute, "BUNDLE_NOT_FOUND", "COLLECTION_NOT_FOUND", "BUILD_NOT_FOUND",
        ],
        [StatusCode.DataLoss] = ["BUNDLE_CORRUPT", "BUNDLE_MISSING", "BUNDLE_WRONG_SHAPE"],
    };

    public static void Add(ErrorTable table)
    {
        foreach (var (code, reasons) in s_reasons)
        {
            foreach (var reason in reasons)
                table.Add(reason, code);
        }
    }
}
