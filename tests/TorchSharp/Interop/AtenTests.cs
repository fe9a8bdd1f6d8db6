using System.Reflection;
using System.Runtime.InteropServices;
using TorchSharp.Interop;

namespace Kale.TorchSharp.Tests.Interop;

public sealed class AtenTests
{
    private static readonly Dictionary<string, Op> Table = typeof(Aten)
        .GetFields(BindingFlags.Static | BindingFlags.Public)
        .ToDictionary(entry => entry.Name, entry => (Op)entry.GetValue(null)!);

    public static TheoryData<string> Names => [.. Table.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Operator_OfTheTable_IsInThisLibTorch(string name) =>
        Assert.NotEqual(IntPtr.Zero, Table[name].Resolve());

    [Fact]
    public void Operators_OfTheTable_AreThereOnce() => Assert.Distinct(Table.Values.Select(op => op.Name));

    [Fact]
    public void Operator_LibTorchDoesNotHave_IsNamed()
    {
        var error = Assert.ThrowsAny<ExternalException>(() => new Op("no_such_thing", "Tensor").Resolve());
        Assert.Contains("aten::no_such_thing.Tensor", error.Message);
    }
}
