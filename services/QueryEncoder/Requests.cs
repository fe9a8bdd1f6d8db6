using Grpc.Core;
using Kale.Bundles;
using Kale.Encoding;
using Kale.ServiceDefaults.Errors;
using Kale.V1;

namespace Kale.QueryEncoder;

/// <summary>What a request asks for, or what is wrong with it.</summary>
internal static class Requests
{
    // What a vector's message takes beside its numbers, and what an answer takes beside its vectors.
    private const int ItemOverhead = 32;
    private const int AnswerOverhead = 16 * 1024;
    private const int DefaultClientLimit = 4 * 1024 * 1024;

    public static TruncationPolicy Policy(Truncation truncation) =>
        truncation == Truncation.Refuse ? TruncationPolicy.Refuse : TruncationPolicy.Truncate;

    public static DateTimeOffset? Deadline(ServerCallContext context) =>
        context.Deadline == DateTime.MaxValue
            ? null
            : new DateTimeOffset(DateTime.SpecifyKind(context.Deadline, DateTimeKind.Utc));

    /// <summary>
    /// Texts of one call: the option's, or fewer where their vectors would not fit into a client's default limit.
    /// </summary>
    public static int MaxTexts(QueryEncoderOptions options, int dims) =>
        Math.Min(
            options.MaxTextsPerCall, (DefaultClientLimit - AnswerOverhead) / (dims * sizeof(float) + ItemOverhead));

    /// <exception cref="FailureException">NOT_FOUND: this replica serves one route, or none by name.</exception>
    public static void RequireRoute(string route, string served)
    {
        if (route.Length == 0 || route == served)
            return;
        var must = served.Length == 0 ? "be empty" : $"be '{served}' or empty";
        throw new FailureException(new Failure(
            Reasons.UnknownRoute, $"There is no route '{route}' here; it must {must}.")
        {
            Fields = [new FieldViolation("route", $"must {must}")],
        });
    }

    /// <exception cref="FailureException">FAILED_PRECONDITION naming both spaces.</exception>
    public static void RequireSpace(string expected, BundleManifest encoder)
    {
        if (expected.Length == 0 || expected == encoder.SpaceId)
            return;
        var message = $"The caller expects {expected}, but the encoder {encoder.Id} speaks {encoder.SpaceId}.";
        throw new FailureException(new Failure(Reasons.SpaceMismatch, message)
        {
            Preconditions = [new Precondition(Reasons.SpaceMismatch, encoder.Id, message)],
            Metadata = new Dictionary<string, string>
            {
                ["expected_space"] = expected,
                ["encoder_space"] = encoder.SpaceId,
                ["encoder_bundle"] = encoder.Id,
            },
        });
    }
}
