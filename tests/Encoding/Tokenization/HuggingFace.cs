using System.Text.Json.Nodes;
using Kale.Bundles;
using Tokenizers.DotNet;

namespace Kale.Encoding.Tests.Tokenization;

/// <summary>
/// Hugging Face's own library, which models are trained with: the judge of token ids. Its binding offers ids of single
/// texts and would keep to the file's padding and truncation.
/// </summary>
internal sealed class HuggingFace : IDisposable
{
    private readonly Tokenizer _tokenizer;

    public HuggingFace(string tokenizerJson)
    {
        var json = JsonNode.Parse(tokenizerJson)!;
        json["padding"] = json["truncation"] = null;
        var path = Path.GetTempFileName();
        File.WriteAllText(path, json.ToJsonString());
        _tokenizer = new Tokenizer(path);
        File.Delete(path);
    }

    public HuggingFace(TokenizerModel model)
        : this(model.ToTokenizerJson())
    {
    }

    public int[] Encode(string text) => Array.ConvertAll(_tokenizer.Encode(AsUtf8(text)), id => (int)id);

    public void Dispose() => _tokenizer.Dispose();

    // The library is for UTF-8, where an unpaired surrogate is U+FFFD.
    private static string AsUtf8(string text) =>
        System.Text.Encoding.UTF8.GetString(System.Text.Encoding.UTF8.GetBytes(text));
}
