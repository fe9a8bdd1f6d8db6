using Kale.Bundles;
using Kale.Encoding.Tests.Tokenization;
using Kale.Encoding.Tokenization;

namespace Kale.Bench.Harness;

/// <summary>A tokenizer of one text as a call that returns what can be read as ids.</summary>
/// <param name="Encode">The call that is timed: in whatever form the tokenizer itself returns ids.</param>
/// <param name="Ids">What was returned, as ids.</param>
internal sealed record TokenizerPeer(string Name, Func<string, object> Encode, Func<object, IEnumerable<int>> Ids)
{
    public bool Gives(string text, int[] ids)
    {
        try
        {
            return Ids(Encode(text)).SequenceEqual(ids);
        }
        catch (Exception error) when (error is SystemException)
        {
            return false;
        }
    }
}

/// <summary>The WordPieces of .NET, set to what MiniLM's tokenizer.json says; ours comes first.</summary>
internal static class TokenizerPeers
{
    public const string Judge = "Tokenizers.DotNet";

    public static IReadOnlyList<TokenizerPeer> All(TokenizerModel model, HuggingFace library)
    {
        var (ours, fastBert, microsoft) = (new WordPieceTokenizer(model), FastBert(model), Microsoft(model));
        return
        [
            new("ours", text => ours.Encode(text, int.MaxValue), ids => ((TokenizedText)ids).Ids),
            new(
                "FastBertTokenizer",
                text => fastBert.Encode(text, MostTokens(text)).InputIds,
                ids => ((Memory<long>)ids).ToArray().Select(id => (int)id)),
            new("Microsoft.ML.Tokenizers", text => microsoft.EncodeToIds(text), ids => (IReadOnlyList<int>)ids),
            new(Judge, library.Encode, ids => (int[])ids),
        ];
    }

    // A syllable of Hangul is one character and three tokens, the most there is.
    private static int MostTokens(string text) => (4 * text.Length) + 2;

    private static FastBertTokenizer.BertTokenizer FastBert(TokenizerModel model)
    {
        var tokenizer = new FastBertTokenizer.BertTokenizer();
        tokenizer.LoadTokenizerJson(Stream(model.ToTokenizerJson()));
        return tokenizer;
    }

    private static global::Microsoft.ML.Tokenizers.BertTokenizer Microsoft(TokenizerModel model) =>
        global::Microsoft.ML.Tokenizers.BertTokenizer.Create(
            Stream(model.ToVocabText()),
            new global::Microsoft.ML.Tokenizers.BertOptions
            {
                RemoveNonSpacingMarks = true,
                SplitOnSpecialTokens = true,
            });

    private static MemoryStream Stream(string text) => new(System.Text.Encoding.UTF8.GetBytes(text));
}
