using Kale.Bundles;
using Kale.Training.Weights;
using TorchSharp;

namespace Kale.Training.Loop;

/// <summary>The weights of the best evaluation, put aside while training goes on.</summary>
internal sealed class BestWeights(torch.nn.Module network)
{
    private TensorSet? _weights;

    /// <summary>The network as it is now is the best.</summary>
    public void Keep() => _weights = TensorExport.Of(network);

    /// <summary>The network becomes the best there was.</summary>
    public void Restore()
    {
        if (_weights is { } weights)
            TensorImport.Into(network, weights);
    }

    public void Save(string path)
    {
        if (_weights is { } weights)
            SafeTensors.Write(path, weights);
    }

    public void Load(string path) => _weights = File.Exists(path) ? SafeTensors.Read(path) : null;
}
