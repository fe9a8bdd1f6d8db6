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
    /// <param name="minProbeCosine">Null: what the reference's probes say.</param>
    /// <param name="cancel">Stops waiting.</param>
    /// <exception cref="SpaceException">They define no space, or it is registered with another tolerance.</exception>
    public async Task<RegisteredSpace> RegisterAsync(
        Bundle context, Bundle reference, double? minProbeCosine, CancellationToken cancel)
    {
        var space = SpaceDraft.Of(context, reference, minProbeCosine, time.GetUtcNow());
        var change = new StateChange(
            Prefix + space.Id,
            0,
            JsonSerializer.Serialize(space),
            $"register-{Guid.NewGuid():N}",
            $"registered from {context.Id} and {reference.Id}");
        var outcome = await store.WriteAsync(change, cancel);
        var registered = Read(outcome.Document!);
        return IsSame(space, registered) ? registered : throw new SpaceException(
            SpaceError.AlreadyRegistered,
            $"{space.Id} is registered with least cosine {registered.MinProbeCosine} "
                + $"and reference {registered.ReferenceQueryBundleId}; a space never changes.");
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

    private static bool IsSame(RegisteredSpace a, RegisteredSpace b) =>
        (a.ContextBundleId, a.ReferenceQueryBundleId, a.MinProbeCosine)
            == (b.ContextBundleId, b.ReferenceQueryBundleId, b.MinProbeCosine);

    private static RegisteredSpace Read(StateDocument document) => StoredJson.Read<RegisteredSpace>(document);
}
