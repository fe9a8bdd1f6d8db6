using System.Security.Cryptography;
using System.Text.Json;
using Kale.Bundles;
using Kale.Storage;

namespace Kale.Training.Loop;

/// <summary>
/// checkpoint.json: which bytes a checkpoint consists of. Written last; a checkpoint without it is not there.
/// </summary>
internal sealed record CheckpointManifest(
    string Recipe, int Version, long Step, IReadOnlyDictionary<string, CheckpointFile> Files)
{
    public const string FileName = "checkpoint.json";

    private static readonly JsonSerializerOptions s_options = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
    };

    public static CheckpointManifest Of(string directory, CheckpointFormat format, long step) => new(
        format.Recipe, format.Version, step,
        Directory.EnumerateFiles(directory).ToDictionary(file => Path.GetFileName(file), CheckpointFile.Of));

    public void Write(string directory) =>
        DurableFile.Replace(Path.Combine(directory, FileName), JsonSerializer.SerializeToUtf8Bytes(this, s_options));

    /// <summary>
    /// The manifest of a checkpoint whose every file is what was written; else what is wrong with it.
    /// </summary>
    public static (CheckpointManifest? Manifest, string Complaint) Verify(string directory)
    {
        try
        {
            var path = Path.Combine(directory, FileName);
            var manifest = JsonSerializer.Deserialize<CheckpointManifest>(PlainFile.ReadAllBytes(path), s_options);
            var wrong = manifest?.Files.FirstOrDefault(
                file => CheckpointFile.Of(Path.Combine(directory, file.Key)) != file.Value).Key;
            return wrong is null ? (manifest, "checkpoint.json is empty") : (null, $"{wrong} is not what was written");
        }
        catch (Exception e) when (e is IOException or JsonException)
        {
            return (null, e.Message);
        }
    }
}

/// <summary>The bytes a file of a checkpoint must have.</summary>
internal sealed record CheckpointFile(long Size, string Sha256)
{
    public static CheckpointFile Of(string path)
    {
        using var stream = PlainFile.OpenRead(path);
        return new CheckpointFile(stream.Length, Convert.ToHexStringLower(SHA256.HashData(stream)));
    }
}
