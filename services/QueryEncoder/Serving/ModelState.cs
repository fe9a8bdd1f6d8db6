using System.Collections.Immutable;
using Kale.ServiceDefaults.Errors;

namespace Kale.QueryEncoder.Serving;

/// <summary>The loaded models and, where there is none, why.</summary>
internal sealed class ModelState<TModel>(string reason, string missing)
    where TModel : class, IAsyncDisposable
{
    private static readonly TimeSpan s_retry = TimeSpan.FromMilliseconds(100);

    private ImmutableDictionary<string, string> _refused = ImmutableDictionary<string, string>.Empty;

    public Active<TModel> Active { get; } = new();

    /// <summary>What callers are told while no model is loaded, and what to do.</summary>
    public string Missing
    {
        get => Volatile.Read(ref missing);
        set => Volatile.Write(ref missing, value);
    }

    /// <summary>Bundles that cannot be served here, and why.</summary>
    public ImmutableDictionary<string, string> Refused
    {
        get => Volatile.Read(ref _refused);
        set => Volatile.Write(ref _refused, value);
    }

    /// <summary>Holds the active model, or that of a bundle.</summary>
    /// <exception cref="FailureException">It is not loaded.</exception>
    public Lease<TModel> Lease(string bundleId = "") => Active.TryLease(bundleId) ?? throw Absent(bundleId);

    private FailureException Absent(string bundleId)
    {
        if (bundleId.Length == 0)
            return new FailureException(reason, Missing);
        return Refused.TryGetValue(bundleId, out var why)
            ? new FailureException(Reasons.BundleRefused, $"{bundleId} is refused here: {why}")
            : new FailureException(new Failure(
                Reasons.BundleNotReady, $"{bundleId} is not ready here; ask another replica, or again in a moment.")
            {
                RetryDelay = s_retry,
            });
    }
}
