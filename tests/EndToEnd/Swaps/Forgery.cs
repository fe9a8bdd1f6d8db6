using System.Security.Cryptography;
using Kale.Bundles;

namespace Kale.EndToEnd.Tests.Swaps;

/// <summary>A bundle whose files were changed, and then its manifest so that every hash is right.</summary>
internal static class Forgery
{
    public static Bundle Of(
        BundleStore store, Bundle honest, Action<string> change, Func<BundleManifest, BundleManifest> retell)
    {
        var directory = Directory.CreateTempSubdirectory("kale-forged-").FullName;
        foreach (var file in honest.Manifest.Files.Keys)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(directory, file))!);
            File.Copy(honest.PathOf(file), Path.Combine(directory, file));
        }
        change(directory);
        var manifest = (retell(honest.Manifest) with
        {
            Files = honest.Manifest.Files.Keys.ToDictionary(
                file => file, file => EntryOf(Path.Combine(directory, file))),
        }).WithId();
        File.WriteAllText(Path.Combine(directory, BundleManifest.FileName), manifest.ToJson());
        var forged = store.Add(directory);
        Directory.Delete(directory, recursive: true);
        return forged;
    }

    private static FileEntry EntryOf(string path)
    {
        var bytes = File.ReadAllBytes(path);
        return new FileEntry(Convert.ToHexStringLower(SHA256.HashData(bytes)), bytes.Length);
    }
}
