using Kale.Bundles;

namespace Kale.QueryEncoder.Serving;

/// <summary>A place for one model.</summary>
/// <param name="Service">The gRPC service that answers with it.</param>
/// <param name="Bundle">A name or id in the store, or a bundle's directory.</param>
/// <param name="Load">Loads, verifies and warms up.</param>
internal sealed record ModelSlot<TModel>(string Service, string Bundle, Func<Bundle, Snapshot<TModel>> Load)
    where TModel : class, IAsyncDisposable;
