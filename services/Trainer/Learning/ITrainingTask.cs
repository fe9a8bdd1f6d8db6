using Kale.Trainer.Learning.Batches;
using TorchSharp;

namespace Kale.Trainer.Learning;

/// <summary>What a loop trains: a network, its examples and what is wanted of it.</summary>
internal interface ITrainingTask
{
    /// <summary>Holds every parameter that learns; two networks that learn together are two fields of one module.</summary>
    torch.nn.Module Network { get; }

    LengthBuckets Batches { get; }

    /// <summary>The loss of a batch, a scalar with gradients; the loop is in a dispose scope.</summary>
    /// <param name="examples">Their indices.</param>
    torch.Tensor Loss(IReadOnlyList<int> examples);

    /// <summary>
    /// What there is to say of the network as it is now, without gradients and dropout. The first metric, higher is better,
    /// decides which weights are kept in the end. None: the last ones are.
    /// </summary>
    IReadOnlyList<KeyValuePair<string, double>> Evaluate(CancellationToken cancellation);
}
