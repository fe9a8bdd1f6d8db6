using System.Collections.Frozen;
using Kale.Bundles;
using static TorchSharp.torch;
using Tensor = TorchSharp.torch.Tensor;

namespace Kale.Trainer.Models.Networks;

/// <summary>Token vectors [batch, tokens, hidden] to one each, [batch, hidden].</summary>
public static class Pooling
{
    /// <summary>By mode.</summary>
    public static FrozenDictionary<PoolingMode, Func<Tensor, TokenBatch, Tensor>> Modes { get; } =
        new Dictionary<PoolingMode, Func<Tensor, TokenBatch, Tensor>>
        {
            [PoolingMode.Mean] = Mean,
            [PoolingMode.Cls] = (hidden, _) => hidden.select(1, 0),
        }.ToFrozenDictionary();

    /// <summary>The mean over the tokens that are no filling (Sentence-BERT, arXiv 1908.10084, section 3).</summary>
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
