using Kale.Encoding.Batching;
using Kale.Encoding.Tokenization;

namespace Kale.Encoding.Serving;

/// <summary>What became of one input: what its batch gave, or an error.</summary>
internal sealed record InputOutcome(TokenizedText Input, EncodedText? Encoded, EncodingException? Error)
{
    public static async Task<InputOutcome> OfAsync(TokenizedText input, Task<EncodedText> computed)
    {
        try
        {
            return new InputOutcome(input, await computed.ConfigureAwait(false), null);
        }
        catch (EncodingException error)
        {
            return new InputOutcome(input, null, error);
        }
    }

    public static EncodeTimes Times(InputOutcome[] outcomes, TimeSpan tokenization)
    {
        TimeSpan Longest(Func<EncodedText, TimeSpan> part) =>
            outcomes.Max(outcome => outcome.Encoded is { } encoded ? part(encoded) : TimeSpan.Zero);
        return outcomes.Length == 0
            ? new EncodeTimes(tokenization, TimeSpan.Zero, TimeSpan.Zero)
            : new EncodeTimes(
                tokenization, Longest(encoded => encoded.QueueTime), Longest(encoded => encoded.InferenceTime));
    }
}
