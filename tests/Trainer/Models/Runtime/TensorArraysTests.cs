using Kale.Training;
using TorchSharp;

namespace Kale.Trainer.Tests.Models.Runtime;

public sealed class TensorArraysTests : IDisposable
{
    private readonly DisposeScope _scope = torch.NewDisposeScope();

    public void Dispose() => _scope.Dispose();

    [Fact]
    public void Floats_OfATensorThatLiesOtherwise_AreItsRows()
    {
        var matrix = new float[] { 1, 2, 3, 4, 5, 6 }.ToTensor(torch.CPU, 2, 3);
        Assert.Equal([1f, 4, 2, 5, 3, 6], matrix.t().Floats());
        Assert.Equal([3f, 6], matrix.select(1, 2).Floats());
        Assert.Equal([21f], matrix.requires_grad_().sum().Floats());
    }

    [Fact]
    public void ToTensor_Changed_LeavesTheArray()
    {
        float[] numbers = [1, 2];
        var tensor = numbers.ToTensor(torch.CPU, 2);
        tensor.add_(1);
        Assert.Equal([1f, 2], numbers);
        numbers[0] = 7;
        Assert.Equal([2f, 3], tensor.Floats());
    }
}
