using System.Collections.Immutable;
using static Grpc.Health.V1.HealthCheckResponse.Types;

namespace Kale.ServiceDefaults.Health;

/// <summary>All names and their status at one moment.</summary>
/// <param name="Entries">Services and encoders by name.</param>
/// <param name="Draining">Nothing is serving any more.</param>
/// <param name="Closed">Nothing will change any more.</param>
/// <param name="Changed">Completes when another snapshot has taken this one's place.</param>
internal sealed record HealthSnapshot(
    ImmutableSortedDictionary<string, HealthEntry> Entries, bool Draining, bool Closed, TaskCompletionSource Changed)
{
    private const string LivenessSuffix = "-liveness";

    public IEnumerable<string> Names => Entries.Keys.Prepend("");

    public static HealthSnapshot Empty() =>
        new(ImmutableSortedDictionary.Create<string, HealthEntry>(StringComparer.Ordinal), false, false, NewChanged());

    public HealthSnapshot Fresh() => this with { Changed = NewChanged() };

    /// <summary>The status of a name; null when it is not known here.</summary>
    public ServingStatus? Find(string service)
    {
        if (service.Length == 0)
            return StatusOf(Entries.Values.All(entry => entry.Serving || !entry.Required));
        if (Entries.TryGetValue(service, out var found))
            return StatusOf(found.Serving);
        return service.EndsWith(LivenessSuffix, StringComparison.Ordinal)
            && Find(service[..^LivenessSuffix.Length]) is not null ? ServingStatus.Serving : null;
    }

    private ServingStatus StatusOf(bool serving) =>
        serving && !Draining ? ServingStatus.Serving : ServingStatus.NotServing;

    private static TaskCompletionSource NewChanged() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}

/// <param name="Serving">Whether calls would be answered.</param>
/// <param name="Required">Whether the whole process is not ready without it.</param>
internal sealed record HealthEntry(bool Serving, bool Required);
