using Kale.Bundles;
using Kale.Encoding;
using Kale.Rollouts.State;
using Kale.ServiceDefaults.Admission;
using Kale.ServiceDefaults.Errors;

namespace Kale.QueryEncoder;

/// <summary>This service's rows of the error table.</summary>
internal static class EncodingFailures
{
    public static void Add(ErrorTable rows) => rows
        .Map<OverloadedException>(error => Of(error) with { RetryDelay = RetryDelay.Spread(error.RetryAfter) })
        .Map<EncodingException>(Of)
        .Map<BundleException>(error => new Failure("BUNDLE_" + Reasons.From(error.Code), error.Message))
        .Misconfigured<StateStoreException>()
        .Misconfigured<BundleException>();

    private static Failure Of(EncodingException error) => new(Reasons.From(error.Code), error.Message);
}
