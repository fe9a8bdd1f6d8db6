using Kale.Bundles;
using Kale.Trainer.Publishing;
using Kale.Trainer.Tests.Models;
using Kale.Training;

namespace Kale.Trainer.Tests.Publishing;

public sealed class ExportParityTests
{
    public static TheoryData<string> Names => SmallEncoders.Names;

    [Theory]
    [MemberData(nameof(Names))]
    public void Require_OfEveryKind_FindsGraphAndNetworkAlike(string name) =>
        Assert.InRange(ExportParity.Require(SmallEncoders.Create(name)), 0, ExportParity.Tolerance);

    [Fact]
    public void Require_OfWeightsBeyondFloat32_RefusesTheEncoder()
    {
        var model = SmallEncoders.Create("unnormalised");
        var huge = new TensorSet(model.Weights.Tensors.Select(tensor =>
            tensor.Name.EndsWith("output.dense.weight", StringComparison.Ordinal)
                ? new Tensor(tensor.Name, tensor.Shape, [.. tensor.Data.Select(value => value * 1e38f)])
                : tensor));
        var error = Assert.Throws<TrainingException>(() => ExportParity.Require(model with { Weights = huge }));
        Assert.Equal(TrainingError.ExportMismatch, error.Code);
    }
}
