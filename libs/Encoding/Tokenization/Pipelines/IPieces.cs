namespace Kale.Encoding.Tokenization.Pipelines;

/// <summary>A word, as the pre-tokenizers leave it, to ids.</summary>
internal interface IPieces
{
    /// <summary>Adds the ids of a word that is not empty. Of any threads at once.</summary>
    void Add(string word, TokenSink sink);
}
