using System.Buffers.Binary;
using System.Text.Json;

namespace Kale.Bundles.Tests.Tensors;

public sealed class SafeTensorsTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    private string File => _directory["model.safetensors"];

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void Open_AHeaderOfMillionsOfEmptyTensors_IsRefusedUnread()
    {
        var header = new string(' ', 5 << 20) + "{}";
        System.IO.File.WriteAllBytes(File, SafeTensorsBytes.Of(header, []));
        var error = Assert.Throws<BundleException>(() => SafeTensorsFile.Open(File));
        Assert.Equal(BundleError.Unsupported, error.Code);
    }

    [Fact]
    public void Write_ThenRead_GivesTheSameTensors()
    {
        var tensors = new TensorSet(
        [
            new Tensor("b", [2, 3], [1, 2, 3, 4, 5, float.NegativeZero]),
            new Tensor("a.é", [], [float.Epsilon]),
            new Tensor("empty", [0, 4], []),
        ]);

        SafeTensors.Write(File, tensors);
        var read = SafeTensors.Read(File);

        Assert.Equal(["a.é", "b", "empty"], read.Names.Order(StringComparer.Ordinal));
        Assert.All(tensors.Tensors, t => Assert.Equal(t.Shape, read[t.Name].Shape));
        Assert.All(tensors.Tensors, t => Assert.Equal(t.Data, read[t.Name].Data));
    }

    [Fact]
    public void Write_File_FollowsTheFormat()
    {
        SafeTensors.Write(File, new TensorSet([new Tensor("z", [1], [7]), new Tensor("a", [2], [1.5f, -2])]));
        var bytes = System.IO.File.ReadAllBytes(File);

        var length = (int)BinaryPrimitives.ReadUInt64LittleEndian(bytes);
        using var header = JsonDocument.Parse(bytes.AsMemory(8, length));
        Assert.Equal(0, length % 8);
        Assert.Equal("pt", header.RootElement.GetProperty("__metadata__").GetProperty("format").GetString());
        Assert.Equal(
            """{"dtype":"F32","shape":[2],"data_offsets":[0,8]}""",
            header.RootElement.GetProperty("a").GetRawText());
        Assert.Equal(
            """{"dtype":"F32","shape":[1],"data_offsets":[8,12]}""",
            header.RootElement.GetProperty("z").GetRawText());
        Assert.Equal(-2, BinaryPrimitives.ReadSingleLittleEndian(bytes.AsSpan(8 + length + 4)));
        Assert.Equal(8 + length + 12, bytes.Length);
    }

    [Theory]
    [InlineData("F32")]
    [InlineData("F16")]
    [InlineData("BF16")]
    public void Read_EveryFloatingType_BecomesFloat32(string type)
    {
        // All of these are exact in each type; more than the reader's buffer holds.
        var values = Enumerable.Range(0, 70_000).Select(i => ((i % 255) - 127) / 64f).ToArray();
        System.IO.File.WriteAllBytes(
            File, SafeTensorsBytes.Of([new Tensor("first", [1], [3]), new Tensor("w", [700, 100], values)], type));

        Assert.Equal(values, SafeTensors.Read(File)["w"].Data);
    }

    [Fact]
    public void Read_HalfPrecision_KeepsInfinitiesSubnormalsAndNaN()
    {
        float[] values = [float.PositiveInfinity, float.NegativeInfinity, 5.9604645E-8f, float.NaN];
        System.IO.File.WriteAllBytes(File, SafeTensorsBytes.Of([new Tensor("w", [4], values)], "F16"));

        Assert.Equal(values, SafeTensors.Read(File)["w"].Data);
    }

    [Theory]
    [InlineData("F64")]
    [InlineData("I64")]
    public void Read_AnotherType_IsRefusedByName(string type)
    {
        System.IO.File.WriteAllBytes(File, SafeTensorsBytes.Of([new Tensor("position_ids", [2], [0, 1])], type));

        Refused(BundleError.Unsupported, "position_ids", type, "F32, F16 or BF16");
    }

    [Fact]
    public void Read_NoFile_SaysSo() => Refused(BundleError.NotFound, File);

    [Theory]
    [InlineData(0)]
    [InlineData(7)]
    [InlineData(8)]
    [InlineData(60)]
    [InlineData(-1)]
    [InlineData(-16)]
    public void Read_Truncated_IsRefused(int length)
    {
        var whole = SafeTensorsBytes.Of([new Tensor("a", [4], [1, 2, 3, 4]), new Tensor("last", [4], [1, 2, 3, 4])]);
        System.IO.File.WriteAllBytes(File, whole[..(length < 0 ? whole.Length + length : length)]);

        Refused(BundleError.Corrupt);
    }

    [Fact]
    public void Read_TruncatedWithinATensor_NamesIt()
    {
        var whole = SafeTensorsBytes.Of([new Tensor("a", [4], [1, 2, 3, 4]), new Tensor("last", [4], [1, 2, 3, 4])]);
        System.IO.File.WriteAllBytes(File, whole[..^3]);

        Refused(BundleError.Corrupt, "'last'", "3 bytes are missing");
    }

    [Fact]
    public void Read_BytesAfterTheEnd_IsRefused()
    {
        System.IO.File.WriteAllBytes(File, [.. SafeTensorsBytes.Of([new Tensor("a", [1], [1])]), 0, 0]);

        Refused(BundleError.Corrupt, "2 bytes after the last tensor");
    }

    [Theory]
    [InlineData(long.MaxValue)]
    [InlineData(-1L)]
    [InlineData(100_000_001L)]
    [InlineData(1000L)]
    [InlineData(1L)]
    [InlineData(0L)]
    public void Read_LyingHeaderLength_IsRefused(long length)
    {
        System.IO.File.WriteAllBytes(
            File,
            SafeTensorsBytes.Of("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}""", new byte[4], length));

        Refused(BundleError.Corrupt);
    }

    [Theory]
    [InlineData("overlap", """{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"b":{"dtype":"F32","shape":[2],"data_offsets":[4,12]}}""")]
    [InlineData("same place", """{"a":{"dtype":"F32","shape":[3],"data_offsets":[0,12]},"b":{"dtype":"F32","shape":[3],"data_offsets":[0,12]}}""")]
    [InlineData("gap", """{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"b":{"dtype":"F32","shape":[1],"data_offsets":[8,12]}}""")]
    [InlineData("gap at start", """{"b":{"dtype":"F32","shape":[2],"data_offsets":[4,12]}}""")]
    [InlineData("backwards", """{"b":{"dtype":"F32","shape":[3],"data_offsets":[12,0]}}""")]
    [InlineData("negative", """{"b":{"dtype":"F32","shape":[3],"data_offsets":[-12,0]}}""")]
    [InlineData("past the end", """{"b":{"dtype":"F32","shape":[4],"data_offsets":[0,16]}}""")]
    [InlineData("shape too big", """{"b":{"dtype":"F32","shape":[4],"data_offsets":[0,12]}}""")]
    [InlineData(
        "shape overflows",
        """{"b":{"dtype":"F32","shape":[2147483647,2147483647,2147483647],"data_offsets":[0,12]}}""")]
    [InlineData("negative shape", """{"b":{"dtype":"F32","shape":[-3,-1],"data_offsets":[0,12]}}""")]
    [InlineData("shape of strings", """{"b":{"dtype":"F32","shape":["3"],"data_offsets":[0,12]}}""")]
    [InlineData("one offset", """{"b":{"dtype":"F32","shape":[3],"data_offsets":[0]}}""")]
    [InlineData("three offsets", """{"b":{"dtype":"F32","shape":[3],"data_offsets":[0,12,12]}}""")]
    [InlineData("no type", """{"b":{"shape":[3],"data_offsets":[0,12]}}""")]
    [InlineData("no object", """{"b":3}""")]
    [InlineData("null", """{"b":null}""")]
    [InlineData("offset overflows", """{"b":{"dtype":"F32","shape":[3],"data_offsets":[0,99999999999999999999]}}""")]
    [InlineData("twice", """{"b":{"dtype":"F32","shape":[3],"data_offsets":[0,12]},"b":{"dtype":"F32","shape":[3],"data_offsets":[0,12]}}""")]
    public void Read_WrongHeader_NamesFileAndTensor(string what, string header)
    {
        System.IO.File.WriteAllBytes(File, SafeTensorsBytes.Of(header, new byte[12]));

        Assert.NotEmpty(what);
        Refused(BundleError.Corrupt, File, "b");
    }

    [Theory]
    [InlineData("not json")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("""{"a":{"dtype":"F32","shape":[3],"data_offsets":[0,12]}""")]
    public void Read_HeaderIsNoJsonObject_IsRefused(string header)
    {
        System.IO.File.WriteAllBytes(File, SafeTensorsBytes.Of(header, new byte[12]));

        Refused(BundleError.Corrupt, File);
    }

    [Fact]
    public void Read_UnknownTypeOfImpossibleShape_IsRefused()
    {
        var header = """{"b":{"dtype":"F4","shape":[2147483647,2147483647,2147483647],"data_offsets":[0,12]}}""";
        System.IO.File.WriteAllBytes(File, SafeTensorsBytes.Of(header, new byte[12]));

        Refused(BundleError.Unsupported, "'b'");
    }

    [Fact]
    public void Read_Shards_AreOneSet()
    {
        System.IO.File.WriteAllBytes(
            _directory["model-00001-of-00002.safetensors"], SafeTensorsBytes.Of([new Tensor("a", [1], [1])]));
        System.IO.File.WriteAllBytes(
            _directory["model-00002-of-00002.safetensors"], SafeTensorsBytes.Of([new Tensor("b", [1], [2])]));
        var index = _directory.Write(
            "model.safetensors.index.json",
            """{"metadata":{},"weight_map":{"a":"model-00001-of-00002.safetensors","b":"model-00002-of-00002.safetensors"}}""");

        var read = SafeTensors.Read(index);

        Assert.Equal([1, 2], read.Names.Select(name => read[name].Data[0]));
    }

    [Theory]
    [InlineData("""{"weight_map":{"a":"../secret.safetensors"}}""", BundleError.Corrupt, "'a'")]
    [InlineData("""{"weight_map":{"a":"/etc/passwd"}}""", BundleError.Corrupt, "'a'")]
    [InlineData("""{"weight_map":{"a":7}}""", BundleError.Corrupt, "'a'")]
    [InlineData("""{"weight_map":{"a":"gone.safetensors"}}""", BundleError.NotFound, "gone.safetensors")]
    [InlineData("""{"weight_map":{"b":"one.safetensors"}}""", BundleError.Missing, "'b'")]
    [InlineData("""{"weight_map":{"a":"one.safetensors","b":"two.safetensors"}}""", BundleError.Corrupt, "'a'")]
    [InlineData("""{}""", BundleError.Missing, "weight_map")]
    public void Read_WrongIndex_IsRefused(string json, BundleError code, string named)
    {
        System.IO.File.WriteAllBytes(_directory["one.safetensors"], SafeTensorsBytes.Of([new Tensor("a", [1], [1])]));
        System.IO.File.WriteAllBytes(
            _directory["two.safetensors"],
            SafeTensorsBytes.Of([new Tensor("a", [1], [1]), new Tensor("b", [1], [1])]));
        var index = _directory.Write("model.safetensors.index.json", json);

        var error = Assert.Throws<BundleException>(() => SafeTensors.Read(index));

        Assert.Equal(code, error.Code);
        Assert.Contains(named, error.Message);
    }

    private void Refused(BundleError code, params string[] named)
    {
        var error = Assert.Throws<BundleException>(() => SafeTensors.Read(File));
        Assert.Equal(code, error.Code);
        Assert.Contains(File, error.Message);
        Assert.All(named, name => Assert.Contains(name, error.Message));
    }
}
