using TorchSharp;
using TorchSharp.Modules;

namespace Kale.Trainer.Learning;

/// <summary>AdamW as BERT is trained with: no decay on biases and LayerNorms (arXiv 1810.04805's code).</summary>
internal static class Optimizers
{
    private const double Epsilon = 1e-8;

    public static AdamW AdamW(torch.nn.Module network, TrainingSettings settings) =>
        torch.optim.AdamW(
            [
                Group(network, decays: true, settings.WeightDecay),
                Group(network, decays: false, weightDecay: 0),
            ],
            settings.LearningRate);

    private static AdamW.ParamGroup Group(torch.nn.Module network, bool decays, double weightDecay) => new(
        network.named_parameters().Where(entry => Decays(entry.name) == decays).Select(entry => entry.parameter),
        eps: Epsilon, weight_decay: weightDecay);

    private static bool Decays(string name) =>
        !name.EndsWith(".bias", StringComparison.Ordinal)
        && !name.EndsWith("LayerNorm.weight", StringComparison.Ordinal);
}
