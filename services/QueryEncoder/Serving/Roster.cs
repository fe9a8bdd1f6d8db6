using System.Collections.Immutable;

namespace Kale.QueryEncoder.Serving;

/// <summary>Every loaded model of a kind and which of them answers, at one moment. Immutable; replaced whole.</summary>
/// <param name="Active">Answers calls that name no bundle; null while none is loaded.</param>
/// <param name="Generation">
/// Of the route, when this roster was made; 0 for a model that the configuration names.
/// </param>
/// <param name="Loaded">By bundle id, the active one among them.</param>
internal sealed record Roster<TModel>(
    Snapshot<TModel>? Active, ulong Generation, ImmutableDictionary<string, Snapshot<TModel>> Loaded)
    where TModel : class, IAsyncDisposable
{
    public static readonly Roster<TModel> Empty = new(null, 0, ImmutableDictionary<string, Snapshot<TModel>>.Empty);

    /// <summary>Of one model, or of none.</summary>
    public static Roster<TModel> Of(Snapshot<TModel>? only, ulong generation = 0) => only is null
        ? Empty with { Generation = generation }
        : new Roster<TModel>(only, generation, Empty.Loaded.Add(only.Manifest.Id, only));

    /// <summary>The active one where the id is empty.</summary>
    public Snapshot<TModel>? Find(string bundleId) =>
        bundleId.Length == 0 ? Active : Loaded.GetValueOrDefault(bundleId);
}
