using System.IO.Compression;
using System.Text;
using Kale.Corpora.Documents;

namespace Kale.Corpora.Tests;

/// <summary>A directory of a test's own.</summary>
internal sealed class Scratch : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("kale-corpora-").FullName;

    public string this[string name] => System.IO.Path.Combine(Path, name);

    public string Write(string name, string content) => Write(name, Encoding.UTF8.GetBytes(content));

    public string Write(string name, byte[] content)
    {
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(this[name])!);
        File.WriteAllBytes(this[name], content);
        return this[name];
    }

    public static byte[] Gzip(string content)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionMode.Compress))
            gzip.Write(Encoding.UTF8.GetBytes(content));
        return packed.ToArray();
    }

    public static byte[] Zstd(string content)
    {
        using var packed = new MemoryStream();
        using (var zstd = new ZstdSharp.CompressionStream(packed))
        {
            // As the zstd command does.
            zstd.SetParameter(ZstdSharp.Unsafe.ZSTD_cParameter.ZSTD_c_checksumFlag, 1);
            zstd.Write(Encoding.UTF8.GetBytes(content));
        }
        return packed.ToArray();
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);
}

internal static class CorpusReading
{
    public static List<CorpusEntry> All(string path, Duplicates duplicates = Duplicates.Refuse)
    {
        using var corpus = Corpus.Open(path, duplicates);
        return [.. corpus.Read()];
    }

    public static IEnumerable<string> Ids(this IEnumerable<CorpusEntry> entries) =>
        entries.Where(entry => entry.Document is not null).Select(entry => entry.Document!.Id);

    public static CorpusEntry Only(this IEnumerable<CorpusEntry> entries, CorpusEntryKind kind) =>
        Assert.Single(entries, entry => entry.Kind == kind);
}
