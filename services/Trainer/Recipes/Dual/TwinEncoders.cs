using Kale.Bundles;
using Kale.Training.Networks;
using TorchSharp;

namespace Kale.Trainer.Recipes.Dual;

/// <summary>The two encoders of a dual encoder: one network for both sides, or one for each.</summary>
internal sealed class TwinEncoders : torch.nn.Module
{
    private readonly DualEncoder query;
    private readonly DualEncoder? context;

    /// <param name="model">What both sides start as.</param>
    /// <param name="untied">Whether each side learns weights of its own.</param>
    /// <param name="dropout">While training.</param>
    /// <param name="device">Where they compute.</param>
    public TwinEncoders(EncoderModel model, bool untied, double dropout, torch.Device device)
        : base(nameof(TwinEncoders))
    {
        query = new DualEncoder(model, dropout, device);
        context = untied ? new DualEncoder(model, dropout, device) : null;
        RegisterComponents();
    }

    public DualEncoder Of(EncoderRole role) => role == EncoderRole.Query ? query : context ?? query;

    public torch.Device Device => query.Device;

    public bool Untied => context is not null;
}
