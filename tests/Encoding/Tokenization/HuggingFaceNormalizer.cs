using System.Text;
using System.Text.Json;

namespace Kale.Encoding.Tests.Tokenization;

/// <summary>A normalizer of Hugging Face's library by itself: what it writes arrives as bytes, each a token.</summary>
internal sealed class HuggingFaceNormalizer(object normalizer) : IDisposable
{
    // Parts many questions in one text: it is not asked about itself.
    private const char Between = '!';
    private const int Together = 2048;

    private readonly HuggingFace _library = new(JsonSerializer.Serialize(new
    {
        version = "1.0",
        added_tokens = Array.Empty<string>(),
        normalizer,
        pre_tokenizer = new { type = "ByteLevel", add_prefix_space = false, trim_offsets = true, use_regex = false },
        model = new { type = "BPE", vocab = Bytes(), merges = Array.Empty<string>() },
    }));

    /// <summary>All characters that can be asked about.</summary>
    public static IReadOnlyList<string> Characters { get; } = [.. Enumerable.Range(0, CodePoints.Last + 1)
        .Where(c => Rune.IsValid(c) && c != Between).Select(char.ConvertFromUtf32)];

    public IEnumerable<string> Normalize(IEnumerable<string> texts) =>
        texts.Chunk(Together).SelectMany(NormalizeTogether);

    public IReadOnlyList<(string From, string Into)> Changes() =>
        [.. Characters.Zip(Normalize(Characters)).Where(change => change.First != change.Second)];

    public void Dispose() => _library.Dispose();

    // Of a character that becomes one with an exclamation mark there are more answers than questions.
    private IEnumerable<string> NormalizeTogether(string[] texts)
    {
        var answers = NormalizeOne(string.Join(Between, texts)).Split(Between);
        return answers.Length == texts.Length ? answers : texts.Select(NormalizeOne);
    }

    private string NormalizeOne(string text) =>
        System.Text.Encoding.UTF8.GetString(Array.ConvertAll(_library.Encode(text), id => (byte)id));

    // ByteLevel shows printable bytes as themselves and the others as the characters from U+0100.
    private static Dictionary<string, int> Bytes()
    {
        var others = 0x100;
        return Enumerable.Range(0, 256).ToDictionary(b => $"{(char)(IsPrintable(b) ? b : others++)}", b => b);
    }

    private static bool IsPrintable(int value) => value is (>= 0x21 and <= 0x7E) or (>= 0xA1 and <= 0xFF and not 0xAD);
}
