using Kale.Bundles;
using static TorchSharp.torch;
using Tensor = TorchSharp.torch.Tensor;

namespace Kale.Training.Networks;

/// <summary>A way from a text's token vectors to one.</summary>
/// <param name="Source">The paper and section.</param>
/// <param name="Of">Token vectors [batch, tokens, hidden] of a batch to one each, [batch, hidden].</param>
public sealed record PoolingForm(string Source, Func<Tensor, TokenBatch, Tensor> Of);

/// <summary>The poolings by the names of bundles.</summary>
public static class Pooling
{
    /// <summary>The poolings.</summary>
    public static NamedTable<PoolingForm> All { get; } = new("pooling")
    {
        { "mean", new(
            "the mean over the tokens that are no filling: Sentence-BERT (arXiv 1908.10084), section 3", Mean) },
        { "cls", new(
            "the first token's: BERT (arXiv 1810.04805), section 3, where [CLS] stands for the text",
            (hidden, _) => hidden.select(1, 0)) },
        { "last", new(
            "the last token's, which in a decoder has seen all: Neelakantan et al. 2022 (arXiv 2201.10005), section 3",
            Last) },
    };

    /// <summary>The pooling of an encoder.</summary>
    public static PoolingForm Of(PoolingMode mode) => All[mode.ToString().ToLowerInvariant()];

    // [batch, tokens, hidden] to [batch, hidden]; filling is behind.
    private static Tensor Last(Tensor hidden, TokenBatch batch)
    {
        if (batch.MeanWeights is not { } weights) { return hidden.select(1, -1); }
        using var scope = NewDisposeScope();
        var last = weights.gt(0).sum(-1).sub(1).unsqueeze(-1).expand(-1, 1, hidden.shape[2]);
        return hidden.gather(1, last).squeeze(1).MoveToOuterDisposeScope();
    }

    /// <summary>The mean over the tokens that are no filling.</summary>
    public static Tensor Mean(Tensor hidden, TokenBatch batch)
    {
        ArgumentNullException.ThrowIfNull(hidden);
        ArgumentNullException.ThrowIfNull(batch);
        if (batch.MeanWeights is not { } weights)
        {
            return hidden.mean([1]);
        }

        using var scope = NewDisposeScope();
        return weights.bmm(hidden).squeeze(1).MoveToOuterDisposeScope();
    }
}
