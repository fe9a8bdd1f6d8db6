using Kale.Bundles;
using Kale.Trainer.Recipes.Dual;
using Kale.Training.Networks;
using TorchSharp;

namespace Kale.Trainer.Tests.Models.Networks;

/// <summary>
/// The registered parameters of each kind of network are those that it computes with: all that it reads, nothing else,
/// and not copies of them. What is registered is what learns, what is saved and what is published.
/// </summary>
public sealed class ParametersTests : IDisposable
{
    // A constant added to all of a query's scores: softmax does not see it, nor does its gradient.
    private const string Unseen = "attention.self.key.bias";

    private readonly DisposeScope _scope = torch.NewDisposeScope();

    public static TheoryData<string> Names => SmallEncoders.Names;

    public void Dispose() => _scope.Dispose();

    [Theory]
    [MemberData(nameof(Names))]
    public void NamedParameters_OfEveryKind_AreTheModelsTensors(string name)
    {
        var model = SmallEncoders.Create(name);
        using var network = model.Network();
        Assert.Equal(
            model.Weights.Tensors.Select(tensor => (tensor.Name, string.Join('×', tensor.Shape))).Order(),
            network.named_parameters()
                .Select(entry => (entry.name, string.Join('×', entry.parameter.shape)))
                .Order());
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Backward_OfEveryKind_ReachesEveryParameter(string name)
    {
        using var network = SmallEncoders.Create(name).Network();
        network.call(network.BatchOf(SmallEncoders.Texts())).select(1, 0).sum().backward();
        AssertReached(network);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Backward_OfBothSidesOfADualEncoder_ReachesEveryParameter(bool untied)
    {
        using var twins = new TwinEncoders(SmallEncoders.Create("mean"), untied, dropout: 0, torch.CPU);
        foreach (var role in new[] { EncoderRole.Query, EncoderRole.Context })
            twins.Of(role).Unnormalized(twins.Of(role).BatchOf(SmallEncoders.Texts())).square().sum().backward();
        AssertReached(twins);
        Assert.Equal(
            (untied ? 2 : 1) * SmallEncoders.Create("mean").Weights.Tensors.Count(), twins.named_parameters().Count());
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Parameter_Changed_ChangesTheAnswer(string name)
    {
        var (model, texts) = (SmallEncoders.Create(name), SmallEncoders.Texts());
        using var network = model.Network();
        using var random = new torch.Generator(1);
        network.eval();
        foreach (var (parameter, weight) in network.named_parameters().ToList())
        {
            var before = network.Run(texts);
            using (torch.no_grad())
                weight.add_(torch.rand(weight.shape, generator: random));
            var moved = NetworkRuns.Furthest(before, network.Run(texts));
            Assert.True(parameter.EndsWith(Unseen, StringComparison.Ordinal) || moved > 1e-5, $"{parameter}: {moved}");
            Assert.Equal(0, NetworkRuns.Furthest(network.Run(texts), network.ToModel().Run(texts)));
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Network_MadeInADisposeScope_OutlivesIt(string name)
    {
        var model = SmallEncoders.Create(name);
        EncoderNetwork network;
        using (torch.NewDisposeScope())
            network = model.Network();
        Assert.Equal(model.Fingerprint, network.ToModel().Fingerprint);
        network.Dispose();
        Assert.All(network.parameters(), parameter => Assert.True(parameter.IsInvalid));
    }

    private static void AssertReached(torch.nn.Module network)
    {
        foreach (var (name, parameter) in network.named_parameters())
        {
            Assert.True(parameter.grad is not null, name);
            var largest = parameter.grad!.abs().max().item<float>();
            Assert.True(largest > 1e-5 || name.EndsWith(Unseen, StringComparison.Ordinal), $"{name}: {largest}");
        }
    }
}
