using Kale.Encoding.Tokenization;

namespace Kale.Trainer.Measuring;

/// <summary>Texts of about the same length together, so that little of a batch is filling.</summary>
internal static class LengthBatches
{
    private const int MaxTokens = 4096;
    private const int MaxTexts = 64;

    /// <summary>
    /// Indices of the inputs, batch by batch; the longest first: if memory does not do, that is known at once.
    /// </summary>
    public static IEnumerable<List<int>> Of(IReadOnlyList<TokenizedText> inputs)
    {
        var batch = new List<int>();
        foreach (var i in Enumerable.Range(0, inputs.Count).OrderByDescending(i => inputs[i].Length))
        {
            if (batch.Count == MaxTexts
                || (batch.Count + 1) * (batch.Count == 0 ? 0 : inputs[batch[0]].Length) > MaxTokens)
            {
                yield return batch;
                batch = [];
            }

            batch.Add(i);
        }

        if (batch.Count > 0)
            yield return batch;
    }
}
