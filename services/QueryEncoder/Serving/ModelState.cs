using Kale.ServiceDefaults.Errors;

namespace Kale.QueryEncoder.Serving;

/// <summary>The active model and, while there is none, why.</summary>
internal sealed class ModelState<TModel>(string reason, string missing)
    where TModel : class, IAsyncDisposable
{
    public Active<TModel> Active { get; } = new();

    /// <summary>What callers are told while no model is loaded, and what to do.</summary>
    public string Missing
    {
        get => Volatile.Read(ref missing);
        set => Volatile.Write(ref missing, value);
    }

    /// <exception cref="FailureException">No model is loaded.</exception>
    public Lease<TModel> Lease() => Active.TryLease() ?? throw new FailureException(reason, Missing);
}
