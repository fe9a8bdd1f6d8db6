using Kale.Encoding;
using Kale.QueryEncoder.Caching;

namespace Kale.QueryEncoder.Serving;

/// <summary>Texts of queries to vectors, empty ones answered by themselves.</summary>
internal sealed class QueryTexts(CachedEncoding encoding)
{
    private static readonly EncodeTimes s_none = new(TimeSpan.Zero, TimeSpan.Zero, TimeSpan.Zero);

    public async Task<EncodedTexts> EncodeAsync(Lease<Encoder> lease, IReadOnlyList<string> texts, EncodeCall call)
    {
        var filled = texts.Where(text => !IsEmpty(text)).ToList();
        if (filled.Count == 0)
            return new EncodedTexts([.. texts.Select(_ => (TextResult?)null)], s_none);
        var result = await encoding.EncodeAsync(lease, filled, call);
        var encoded = new Queue<TextResult>(result.Texts);
        return new EncodedTexts([.. texts.Select(text => IsEmpty(text) ? null : encoded.Dequeue())], result.Times);
    }

    public static bool IsEmpty(string text) => string.IsNullOrWhiteSpace(text);
}

/// <summary>The answers in the order of the texts.</summary>
/// <param name="Results">Null for an empty text.</param>
/// <param name="Times">Where the time went.</param>
internal sealed record EncodedTexts(IReadOnlyList<TextResult?> Results, EncodeTimes Times);
