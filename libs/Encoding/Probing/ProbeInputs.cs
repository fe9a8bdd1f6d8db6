using Kale.Bundles;
using Kale.Encoding.Batching;
using Kale.Encoding.Tokenization;

namespace Kale.Encoding.Probing;

/// <summary>Probe texts as an encoder sees them: with the prompt of their side, cut to the encoder's limit.</summary>
internal sealed class ProbeInputs(TextTokenizer tokenizer, Prompts prompts, int maxTokens)
{
    // Small enough that a probe run needs no more memory than serving does.
    private const int MaxBatchTokens = 2048;

    /// <summary>[texts][dims], in their order. What both sides spell alike is computed once.</summary>
    public float[][] Encode(IBatchRunner runner, IEnumerable<(string Text, EncoderRole Role)> probes)
    {
        var prompted = probes.Select(probe => prompts.For(probe.Role) + probe.Text).ToList();
        var vectors = new Dictionary<string, float[]>(StringComparer.Ordinal);
        foreach (var batch in Batches(prompted.Distinct(StringComparer.Ordinal)))
        {
            var rows = runner.Run([.. batch.Select(input => input.Tokens)]);
            foreach (var (row, input) in rows.Zip(batch))
            {
                vectors.Add(input.Text, row);
            }
        }

        return [.. prompted.Select(text => vectors[text])];
    }

    private IEnumerable<List<(string Text, TokenizedText Tokens)>> Batches(IEnumerable<string> texts)
    {
        var batch = new List<(string Text, TokenizedText Tokens)>();
        foreach (var input in texts
            .Select(text => (Text: text, Tokens: tokenizer.Encode(text, maxTokens)))
            .OrderBy(t => t.Tokens.Length))
        {
            if ((batch.Count + 1) * input.Tokens.Length > MaxBatchTokens && batch.Count > 0)
            {
                yield return batch;
                batch = [];
            }

            batch.Add(input);
        }

        yield return batch;
    }
}
