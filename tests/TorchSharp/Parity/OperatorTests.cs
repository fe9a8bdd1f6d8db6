using Kale.TorchSharp.Tests.Golden;
using TorchSharp;
using Xunit.Abstractions;

namespace Kale.TorchSharp.Tests.Parity;

[Collection(nameof(DefaultGenerator))]
public sealed class OperatorTests(ITestOutputHelper output)
{
    public static TheoryData<string> Names => [.. GoldenOperators.Instance.Cases.Keys];

    [Fact]
    public void Cases_AreTheScripts() => Assert.Equal(
        GoldenOperators.Instance.Cases.Keys.Order(), new OperatorCases().All.Keys.Order());

    [Theory]
    [MemberData(nameof(Names))]
    public void Operator_SameInputs_GivesPyTorchsValues(string name)
    {
        using var scope = torch.NewDisposeScope();
        var expected = GoldenOperators.Instance.Cases[name];
        var actual = new OperatorCases().All[name]();
        Assert.Equal(expected.Length, actual.Length);
        foreach (var (golden, tensor) in expected.Zip(actual))
        {
            Assert.Equal(golden.Shape, tensor.shape);
            Assert.Equal(golden.ScalarType, tensor.dtype);
            AssertClose(golden.Data, tensor);
        }
    }

    private void AssertClose(double[] expected, torch.Tensor tensor)
    {
        var actual = tensor.detach().to(torch.ScalarType.Float64).contiguous().data<double>().ToArray();
        var largest = 0.0;
        foreach (var (golden, value) in expected.Zip(actual))
            if (double.IsFinite(golden))
                largest = Math.Max(largest, Math.Abs(golden - value) / Math.Max(1, Math.Abs(golden)));
            else
                Assert.Equal(golden, value);
        output.WriteLine($"largest difference {largest:E2}");
        Assert.InRange(largest, 0, 1e-6);
    }
}

/// <summary>Tests that draw from the process's one default generator run one after the other.</summary>
[CollectionDefinition(nameof(DefaultGenerator), DisableParallelization = true)]
public sealed class DefaultGenerator;
