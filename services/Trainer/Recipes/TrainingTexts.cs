using Kale.Bundles;
using Kale.Encoding.Tokenization;

namespace Kale.Trainer.Recipes;

/// <summary>Queries and documents of a set as an encoder reads them while it learns: with prompts, and cut.</summary>
/// <param name="model">Gives tokenizer and prompts.</param>
/// <param name="documents">By place.</param>
/// <param name="maxTokens">The most tokens of an input, specials included.</param>
internal sealed class TrainingTexts(EncoderModel model, IReadOnlyList<string> documents, int maxTokens)
{
    private readonly TextTokenizer _tokenizer = TextTokenizer.Of(model.Tokenizer);

    public TokenizedText Query(LabelledQuery query) => _tokenizer.Encode(model.Prompts.Query + query.Text, maxTokens);

    public TokenizedText Document(int place) => _tokenizer.Encode(model.Prompts.Document + documents[place], maxTokens);

    public TokenizedText Pair(LabelledQuery query, int place) =>
        _tokenizer.EncodePair(query.Text, documents[place], maxTokens);
}
