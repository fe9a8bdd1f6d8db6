using Kale.Bundles;

namespace Kale.Encoding.Tokenization.Pipelines;

/// <summary>A tokenizer.json as a chain: added tokens, normalizers, pre-tokenizers, model, frame.</summary>
internal sealed class PipelineTokenizer : TextTokenizer
{
    private readonly TokenFrame _single, _pair;
    private readonly Normalizers _normalizers;
    private readonly PreTokenizers _preTokenizers;
    private readonly IPieces _pieces;
    private readonly AddedTokens _asWritten, _normalized;

    public PipelineTokenizer(TokenizerPipeline pipeline)
    {
        (_single, _pair) = (pipeline.OneText, pipeline.TwoTexts);
        _normalizers = new Normalizers(pipeline.Normalizers);
        _preTokenizers = new PreTokenizers(pipeline.PreTokenizers);
        _pieces = pipeline.Model switch
        {
            UnigramModel unigram => new UnigramPieces(unigram),
            BpeModel bpe => new BpePieces(bpe),
            WordPieceModel words => new WordPieces(words),
            _ => throw new InvalidOperationException($"{pipeline.Model} has no pieces. This is a bug."),
        };
        _asWritten = new AddedTokens(pipeline.AddedTokens.Where(token => !token.Normalized), content => content);
        _normalized = new AddedTokens(pipeline.AddedTokens.Where(token => token.Normalized), _normalizers.Apply);
    }

    public override int SpecialTokens => _single.Count;

    public override TokenizedText Encode(string text, int maxTokens)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentOutOfRangeException.ThrowIfLessThan(maxTokens, _single.Count);
        using var tokens = Read(text, maxTokens - _single.Count);
        int[] ids = [.. _single.Before, .. tokens.Kept, .. _single.After];
        return new TokenizedText(ids, tokens.Count + _single.Count, ids.Length);
    }

    public override TokenizedText EncodePair(string first, string second, int maxTokens)
    {
        ArgumentNullException.ThrowIfNull(first);
        ArgumentNullException.ThrowIfNull(second);
        ArgumentOutOfRangeException.ThrowIfLessThan(maxTokens, _pair.Count);
        var room = maxTokens - _pair.Count;
        using var a = Read(first, room);
        using var b = Read(second, room);
        var (keptA, keptB) = PairTruncation.LongestFirst(a.Count, b.Count, room);
        int[] ids =
        [
            .. _pair.Before, .. a.Kept[..keptA], .. _pair.Between, .. b.Kept[..keptB], .. _pair.After,
        ];
        return new TokenizedText(
            ids,
            a.Count + b.Count + _pair.Count,
            _pair.SecondType is { } place ? _pair.Before.Count + keptA + place : ids.Length);
    }

    public override int CountTokens(ReadOnlySpan<char> text)
    {
        using var tokens = Read(text.ToString(), 0);
        return tokens.Count;
    }

    private TokenSink Read(string text, int limit)
    {
        var sink = new TokenSink(limit);
        var whole = Utf16.WellFormed(text);
        foreach (var part in _asWritten.Split(whole))
        {
            if (part.Id is { } id) { sink.Add(id); }
            else { ReadNormalized(_normalizers.Apply(whole[part.Range]), part.Range.Start.Value == 0, sink); }
        }

        return sink;
    }

    private void ReadNormalized(string text, bool isFirst, TokenSink sink)
    {
        foreach (var part in _normalized.Split(text))
        {
            if (part.Id is { } id) { sink.Add(id); }
            else { AddWords(text[part.Range], isFirst && part.Range.Start.Value == 0, sink); }
        }
    }

    private void AddWords(string text, bool isFirst, TokenSink sink)
    {
        foreach (var word in _preTokenizers.Split(text, isFirst)) { _pieces.Add(word, sink); }
    }
}
