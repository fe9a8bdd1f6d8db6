using System.Security.Cryptography;

namespace Kale.Cli.Indexing;

/// <summary>
/// What a run is called: by hashes, since servers take short names and paths may be long. A source is a path of a
/// machine: the same path elsewhere is another one.
/// </summary>
/// <param name="Session">Of this run; the same for all its connections.</param>
/// <param name="Source">Kept with the documents; empty: where they come from has no name.</param>
internal sealed record RunNames(string Session, string Source)
{
    private const int MaxNameLength = 100;

    /// <param name="collection">What is written into.</param>
    /// <param name="path">What is read.</param>
    /// <param name="isFile">Whether it is there again the next time, as no pipe is.</param>
    /// <param name="name">As the user calls the run; null: he does not.</param>
    public static RunNames Of(string collection, string path, bool isFile, string? name)
    {
        if (name is null && !isFile) { return new RunNames(Guid.NewGuid().ToString("N"), ""); }
        var source = name ?? $"{Environment.MachineName}:{Path.GetFullPath(path)}";
        return new RunNames(
            Hash($"{collection}\n{source}"), name is { Length: <= MaxNameLength } ? name : Hash(source));
    }

    private static string Hash(string text) =>
        Convert.ToHexStringLower(SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(text)).AsSpan(0, 16));
}
