using System.Text.Json;
using System.Text.Json.Nodes;
using Google.Protobuf;
using Kale.Bundles;
using Kale.Storage;
using Kale.V1;

namespace Kale.Trainer.Jobs.Storage;

/// <summary>
/// job.json: replaced whole, so that it is always one or the other state. Messages are in their JSON form.
/// </summary>
internal static class JobFile
{
    private const int Format = 1;
    private static readonly JsonSerializerOptions s_options = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
    };

    // A field that a newer version added does not make the job unreadable.
    private static readonly JsonParser s_parser = new(JsonParser.Settings.Default.WithIgnoreUnknownFields(true));

    public static void Write(string path, JobRecord record)
    {
        var stored = new Stored(
            Format, record.Id, record.Number, record.Turn, record.State.ToString(),
            record.Created, record.Started, record.Ended,
            ToNode(record.Spec)!, ToNode(record.Progress), record.Failure,
            record.BundleIds, record.Reports, record.Interruptions, record.Encoders);
        DurableFile.Replace(path, JsonSerializer.SerializeToUtf8Bytes(stored, s_options));
    }

    /// <exception cref="InvalidDataException">It is no job of this version.</exception>
    public static JobRecord Read(string path)
    {
        try
        {
            var stored = JsonSerializer.Deserialize<Stored>(PlainFile.ReadAllBytes(path), s_options)
                ?? throw new InvalidDataException($"{path} holds no job.");
            return stored.Format == Format
                ? ToRecord(stored)
                : throw new InvalidDataException($"{path} is of format {stored.Format}, this version reads {Format}.");
        }
        catch (Exception e) when (e is JsonException or InvalidProtocolBufferException or ArgumentException)
        {
            throw new InvalidDataException($"{path} is not what was written: {e.Message}", e);
        }
    }

    private static JobRecord ToRecord(Stored stored) => new()
    {
        Id = stored.Id,
        Number = stored.Number,
        Turn = stored.Turn,
        State = Enum.Parse<JobState>(stored.State),
        Created = stored.Created,
        Started = stored.Started,
        Ended = stored.Ended,
        Spec = s_parser.Parse<JobSpec>(stored.Spec.ToJsonString()),
        Progress = stored.Progress is null ? null : s_parser.Parse<JobProgress>(stored.Progress.ToJsonString()),
        Failure = stored.Failure,
        BundleIds = stored.BundleIds,
        Reports = stored.Reports,
        Interruptions = stored.Interruptions,
        Encoders = stored.Encoders ?? new Dictionary<string, string>(),
    };

    private static JsonNode? ToNode(IMessage? message) =>
        message is null ? null : JsonNode.Parse(JsonFormatter.Default.Format(message));

    // Encoders: null in a job of an earlier version.
    private sealed record Stored(
        int Format, string Id, long Number, long Turn, string State, DateTimeOffset Created, DateTimeOffset? Started,
        DateTimeOffset? Ended, JsonNode Spec, JsonNode? Progress, JobFailure? Failure, IReadOnlyList<string> BundleIds,
        IReadOnlyList<string> Reports, int Interruptions, IReadOnlyDictionary<string, string>? Encoders = null);
}
