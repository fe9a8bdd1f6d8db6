using System.Text.Json.Nodes;

namespace Kale.Bundles;

/// <summary>Reads kale.json and checks it against its own id.</summary>
internal static class ManifestFile
{
    // What a bundle is called and where it comes from does not make it another one.
    private static readonly string[] s_description = ["seal", "name", "provenance"];

    public static BundleManifest Read(string path) => Parse(path, FileAccessor.ReadAllBytes(path));

    /// <param name="path">Where the bytes are from, for messages.</param>
    /// <param name="bytes">The JSON in UTF-8.</param>
    public static BundleManifest Parse(string path, byte[] bytes)
    {
        var json = JsonFile.Parse(path, bytes);
        RequireFormat(json);
        RequireId(json);
        var manifest = ManifestJson.Read<BundleManifest>(path, bytes);
        RequireSafePaths(path, manifest);
        RequireSpace(path, manifest);
        return manifest;
    }

    // Over the JSON as it stands, so that a key this version does not know is covered too.
    public static string IdOf(JsonObject manifest) =>
        "bundle-" + HashWithout(manifest, ["id", .. IsFirst(manifest) ? [] : s_description])[..32];

    public static string SealOf(JsonObject manifest) => HashWithout(manifest, ["seal"]);

    private static string HashWithout(JsonObject manifest, IEnumerable<string> keys)
    {
        var rest = manifest.DeepClone().AsObject();
        foreach (var key in keys)
        {
            rest.Remove(key);
        }

        return CanonicalJson.Hash(rest);
    }

    private static bool IsFirst(JsonObject manifest) =>
        manifest["format_version"] is JsonValue format && format.TryGetValue<int>(out var version) && version == 1;

    private static void RequireFormat(JsonFile json)
    {
        var format = json.Get<int>("format_version");
        if (format is < 1 or > BundleManifest.CurrentFormat)
        {
            throw new BundleException(
                BundleError.Unsupported,
                $"{json.Path}: the format is {format}, but this version reads 1 to {BundleManifest.CurrentFormat}; "
                    + "use a matching version of the suite.");
        }
    }

    private static void RequireId(JsonFile json)
    {
        var (said, found) = (json.Get<string>("id"), IdOf(json.Root));
        if (said != found)
        {
            throw new BundleException(
                BundleError.Corrupt, $"{json.Path}: was changed: it says {said}, but its content makes {found}. "
                    + "Get the bundle anew.");
        }

        if (!IsFirst(json.Root) && json.Get("seal", "") != SealOf(json.Root))
        {
            throw new BundleException(
                BundleError.Corrupt, $"{json.Path}: was changed: its seal is not that of what it says. "
                    + "Get the bundle anew.");
        }
    }

    private static void RequireSafePaths(string path, BundleManifest manifest)
    {
        var bad = manifest.Files.Keys
            .FirstOrDefault(file => !RelativePath.IsSafe(file) || file == BundleManifest.FileName);
        if (bad is not null)
        {
            throw new BundleException(BundleError.Invalid, $"{path}: '{bad}' is no path inside the bundle. "
                + "Do not use this bundle.");
        }
    }

    private static void RequireSpace(string path, BundleManifest manifest)
    {
        var space = manifest.Space?.Id ?? "";
        if (manifest.SpaceId != space)
        {
            throw new BundleException(
                BundleError.SpaceMismatch, $"{path}: names the space '{manifest.SpaceId}' but defines '{space}'. "
                    + "Get the bundle anew.");
        }
    }
}
