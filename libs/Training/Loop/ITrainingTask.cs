using TorchSharp;

namespace Kale.Training.Loop;

/// <summary>What a loop trains: a network, its examples and what is wanted of it.</summary>
public interface ITrainingTask
{
    /// <summary>
    /// Holds every parameter that learns; two networks that learn together are two fields of one module.
    /// </summary>
    torch.nn.Module Network { get; }

    /// <summary>Which examples each step learns from.</summary>
    LengthBuckets Batches { get; }

    /// <summary>
    /// Called before each step, from 0. What it does follows from seed, step, network and what was loaded, and from
    /// nothing else.
    /// </summary>
    void Prepare(long step, CancellationToken cancellation)
    {
    }

    /// <summary>Adds to a checkpoint what the task could not compute anew from the network there.</summary>
    void Save(CheckpointWriter writer)
    {
    }

    /// <summary>Takes it back, when the network has the checkpoint's weights.</summary>
    void Load(Checkpoint checkpoint)
    {
    }

    /// <summary>The loss of a batch, a scalar with gradients; the loop is in a dispose scope.</summary>
    /// <param name="examples">Their indices.</param>
    torch.Tensor Loss(IReadOnlyList<int> examples);

    /// <summary>
    /// What there is to say of the network as it is now, without gradients and dropout. The first metric, higher is
    /// better, decides which weights are kept in the end. None: the last ones are.
    /// </summary>
    IReadOnlyList<KeyValuePair<string, double>> Evaluate(CancellationToken cancellation);
}
