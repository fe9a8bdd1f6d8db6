using Kale.Bundles;
using Kale.Encoding;
using Kale.ServiceDefaults.Errors;

namespace Kale.QueryEncoder.Serving;

/// <summary>Texts of queries to vectors, empty ones answered by themselves.</summary>
internal static class QueryTexts
{
    private static readonly EncodeTimes s_none = new(TimeSpan.Zero, TimeSpan.Zero, TimeSpan.Zero);

    public static async Task<EncodedTexts> EncodeAsync(
        Encoder encoder, IReadOnlyList<string> texts, TruncationPolicy truncation, DateTimeOffset? deadline,
        CancellationToken cancellation)
    {
        var filled = texts.Where(text => !IsEmpty(text)).ToList();
        if (filled.Count == 0)
            return new EncodedTexts([.. texts.Select(_ => (TextResult?)null)], s_none);
        var result = await encoder.EncodeAsync(filled, EncoderRole.Query, truncation, deadline, cancellation);
        var encoded = new Queue<TextResult>(result.Texts);
        return new EncodedTexts([.. texts.Select(text => IsEmpty(text) ? null : encoded.Dequeue())], result.Times);
    }

    public static bool IsEmpty(string text) => string.IsNullOrWhiteSpace(text);
}

/// <summary>The answers in the order of the texts.</summary>
/// <param name="Results">Null for an empty text.</param>
/// <param name="Times">Where the time went.</param>
internal sealed record EncodedTexts(IReadOnlyList<TextResult?> Results, EncodeTimes Times);
