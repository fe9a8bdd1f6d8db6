namespace Kale.Bundles.Tests.Tensors;

public sealed class TensorSetTests
{
    private readonly TensorSet _set = new([new Tensor("w", [2, 3], new float[6])]);

    [Fact]
    public void Require_RightShape_GivesTheTensor() => Assert.Same(_set["w"], _set.Require("w", 2, 3));

    [Fact]
    public void Require_WrongShape_NamesBoth() =>
        Refused(BundleError.WrongShape, () => _set.Require("w", 3, 2), "'w'", "[2, 3]", "[3, 2]");

    [Fact]
    public void Index_MissingTensor_NamesIt() => Refused(BundleError.Missing, () => _ = _set["b"], "'b'");

    [Fact]
    public void Add_NameTwice_IsRefused() =>
        Refused(BundleError.Corrupt, () => _set.Add(new Tensor("w", [1], [1])), "'w'");

    [Fact]
    public void Tensor_DataOfAnotherLength_IsRefused() =>
        Refused(BundleError.WrongShape, () => _ = new Tensor("w", [2, 3], new float[5]), "'w'", "[2, 3]", "5");

    [Fact]
    public void Tensor_ShapeThatOverflows_IsRefused() =>
        Refused(
            BundleError.WrongShape, () => _ = new Tensor("w", [int.MaxValue, int.MaxValue, int.MaxValue], []), "'w'");

    private static void Refused(BundleError code, Action act, params string[] named)
    {
        var error = Assert.Throws<BundleException>(act);
        Assert.Equal(code, error.Code);
        Assert.All(named, name => Assert.Contains(name, error.Message));
    }
}
