using System.Runtime.InteropServices;
using TorchSharp;
using static TorchSharp.torch;

namespace Kale.TorchSharp.Tests.Errors;

/// <summary>Whatever libtorch refuses comes back as an exception with its message, and the process goes on.</summary>
public sealed class NativeErrorTests : IDisposable
{
    private readonly DisposeScope _scope = NewDisposeScope();

    public void Dispose()
    {
        Assert.Equal(6, (ones(2, 3).sum() * 1).item<float>());
        _scope.Dispose();
    }

    [Fact]
    public void Add_OfShapesThatDoNotMatch_NamesTheSizes()
    {
        var error = Assert.ThrowsAny<ExternalException>(() => zeros(2, 3) + zeros(2, 4));
        Assert.Contains("The size of tensor a (3) must match the size of tensor b (4)", error.Message);
    }

    [Fact]
    public void Matmul_OfShapesThatDoNotMatch_NamesTheShapes()
    {
        var error = Assert.ThrowsAny<ExternalException>(() => zeros(2, 3).matmul(zeros(2, 3)));
        Assert.Contains("2x3", error.Message);
    }

    [Fact]
    public void Embedding_OfANumberOutsideOfTheTable_Refuses()
    {
        using var table = nn.Embedding(10, 4);
        Assert.ThrowsAny<ExternalException>(() => table.call(tensor(new long[] { 3, 10 })));
        Assert.ThrowsAny<ExternalException>(() => table.call(tensor(new long[] { -1 })));
    }

    [Fact]
    public void Gather_OfAnIndexOutsideOfTheDimension_Refuses() =>
        Assert.ThrowsAny<ExternalException>(() => zeros(2, 3).gather(1, full(2, 1, 3, ScalarType.Int64)));

    [Fact]
    public void Select_OutsideOfTheDimension_Refuses() => Assert.ThrowsAny<ExternalException>(() => zeros(2, 3)[5]);

    [Fact]
    public void View_OfAnotherNumberOfElements_Refuses() =>
        Assert.ThrowsAny<ExternalException>(() => zeros(2, 3).view(4, 2));

    [Fact]
    public void Empty_OfMoreMemoryThanThereIs_Refuses()
    {
        var error = Assert.ThrowsAny<ExternalException>(() => empty(1L << 50));
        Assert.Contains("memory", error.Message);
    }

    [Fact]
    public void Matmul_WhoseResultDoesNotFit_Refuses() =>
        Assert.ThrowsAny<ExternalException>(() => ones(1 << 24, 1).matmul(ones(1, 1 << 24)));

    [Fact]
    public void Backward_WithoutAGraph_Refuses()
    {
        var error = Assert.ThrowsAny<ExternalException>(() => ones(3).sum().backward());
        Assert.Contains("does not require grad", error.Message);
    }

    [Fact]
    public void Backward_Twice_Refuses()
    {
        var loss = ones(3).requires_grad_().exp().sum();
        loss.backward();
        Assert.ThrowsAny<ExternalException>(() => loss.backward());
    }

    [Fact]
    public void Backward_OfSomethingThatIsNoScalar_Refuses() =>
        Assert.ThrowsAny<ExternalException>(() => ones(3).requires_grad_().exp().backward());

    [Fact]
    public void InPlace_OnALeafThatNeedsItsGradient_Refuses() =>
        Assert.ThrowsAny<ExternalException>(() => ones(3).requires_grad_().add_(1));

    [Fact]
    public void RequiresGrad_OfWholeNumbers_Refuses() =>
        Assert.ThrowsAny<ExternalException>(() => arange(3).requires_grad_());

    [Fact]
    public void SetState_OfSomethingElse_Refuses()
    {
        using var generator = new Generator(1);
        Assert.ThrowsAny<ExternalException>(() => generator.set_state(zeros(3)));
    }

    [Fact]
    public void Use_OfADisposedTensor_Refuses()
    {
        var tensor = zeros(3);
        tensor.Dispose();
        Assert.True(tensor.IsInvalid);
        Assert.Throws<InvalidOperationException>(() => tensor.sum());
        Assert.Throws<InvalidOperationException>(() => zeros(3) + tensor);
    }

    [Fact]
    public void Item_OfSeveralElementsOrAnotherType_Refuses()
    {
        Assert.Throws<ArgumentException>(() => zeros(2).item<float>());
        Assert.Throws<ArgumentException>(() => zeros(1).item<double>());
    }

    [Fact]
    public void Tensor_OfAnArrayThatDoesNotFillTheShape_Refuses() =>
        Assert.Throws<ArgumentException>(() => tensor(new float[5], [2, 3]));

    [Fact]
    public void Cuda_WhereThereIsNone_SaysSo()
    {
        if (!cuda.is_available())
            Assert.ThrowsAny<Exception>(() => zeros(1).cuda());
    }

    [Fact]
    public void Errors_OnManyThreads_KeepTheirOwnMessages() => Parallel.For(3, 40, size =>
    {
        var error = Assert.ThrowsAny<ExternalException>(() => zeros(2) + zeros(size));
        Assert.Contains($"size of tensor b ({size})", error.Message);
    });
}
