using System.Text.Json;

namespace Kale.Rollouts.State;

/// <summary>The whole content of a file-kept store.</summary>
internal sealed record FileState
{
    /// <summary>Requests remembered for each document.</summary>
    private const int RequestsKept = 256;

    private static readonly JsonSerializerOptions s_strict = new()
    {
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
    };

    public Dictionary<string, FileDocument> Documents { get; init; } = [];

    /// <summary>Applies the change in memory.</summary>
    public StateOutcome Apply(StateChange change)
    {
        var current = Documents.GetValueOrDefault(change.Key);
        if (change.RequestId is not null
            && current?.Requests.FirstOrDefault(request => request.Id == change.RequestId) is { } applied)
        {
            return new StateOutcome(
                StateWrite.AppliedBefore, new StateDocument(change.Key, applied.Version, applied.Json));
        }
        if ((current?.Version ?? 0) != change.ExpectedVersion)
        {
            return new StateOutcome(StateWrite.VersionConflict, current?.ToDocument(change.Key));
        }
        var next = Next(current, change);
        Documents[change.Key] = next;
        return new StateOutcome(StateWrite.Written, next.ToDocument(change.Key));
    }

    private static FileDocument Next(FileDocument? current, StateChange change)
    {
        var version = change.ExpectedVersion + 1;
        if (change.RequestId is null)
            return new FileDocument(version, change.Json, []);
        var request = new FileRequest(change.RequestId, version, change.Answer);
        return new FileDocument(
            version, change.Json, [.. (current?.Requests ?? []).TakeLast(RequestsKept - 1), request]);
    }

    public static FileState Parse(string path, byte[] content)
    {
        try
        {
            var state = JsonSerializer.Deserialize<FileState>(content, s_strict);
            return state is null || state.Documents.ContainsValue(null!)
                ? throw new JsonException("something is missing")
                : state;
        }
        catch (JsonException error)
        {
            throw new StateStoreException(
                $"{path} is damaged ({error.Message}). "
                    + "Restore it from a copy, or move it away to start with no routes.",
                error);
        }
    }
}

internal sealed record FileDocument(long Version, string Json, IReadOnlyList<FileRequest> Requests)
{
    public StateDocument ToDocument(string key) => new(key, Version, Json);
}

internal sealed record FileRequest(string Id, long Version, string Json);
