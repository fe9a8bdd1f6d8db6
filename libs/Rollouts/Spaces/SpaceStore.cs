using System.Text.Json;
using Kale.Bundles;
using Kale.Rollouts.State;

namespace Kale.Rollouts.Spaces;

/// <summary>
/// The registered spaces. A space is written once and never changes: what changes vectors changes its id.
/// </summary>
public sealed class SpaceStore(IStateStore store, TimeProvider time)
{
    private const string Prefix = "space/";

    /// <summary>Registers the space that two bundles define; the same again answers with what is registered.</summary>
    /// <param name="context">Encodes the documents.</param>
    /// <param name="reference">What query encoders are aligned to; its probes become the space's.</param>
    /// <param name="minProbeCosine">Kept; null: none.</param>
    /// <param name="cancel">Stops waiting.</param>
    /// <exception cref="SpaceException">They define no space.</exception>
    public async Task<RegisteredSpace> RegisterAsync(
        Bundle context, Bundle reference, double? minProbeCosine, CancellationToken cancel)
    {
        var space = SpaceDraft.Of(context, reference, minProbeCosine, time.GetUtcNow());
        var change = new StateChange(
            Prefix + space.Id,
            0,
            JsonSerializer.Serialize(space),
            RequestId: null,
            $"registered from {context.Id} and {reference.Id}");
        var outcome = await store.WriteAsync(change, cancel);
        // A space's id is of both encoders' fingerprints: whatever the bundles' ids, it is the same space.
        return Read(outcome.Document!);
    }

    /// <summary>The space of this id.</summary>
    /// <exception cref="SpaceException">It is not registered.</exception>
    public async Task<RegisteredSpace> GetAsync(string id, CancellationToken cancel) =>
        await store.ReadAsync(Prefix + id, cancel) is { } document
            ? Read(document)
            : throw new SpaceException(
                SpaceError.NotFound,
                $"The space '{id}' is not registered. "
                    + "Register it from its context and its reference query bundle first.");

    /// <summary>All spaces by id.</summary>
    public async Task<IReadOnlyList<RegisteredSpace>> ListAsync(CancellationToken cancel) =>
        [.. (await store.ListAsync(Prefix, cancel)).Select(Read)];

    private static RegisteredSpace Read(StateDocument document) => StoredJson.Read<RegisteredSpace>(document);
}
