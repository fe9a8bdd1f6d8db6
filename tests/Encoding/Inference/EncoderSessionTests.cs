using Kale.Bundles;
using Kale.Encoding.Graphs;
using Kale.Encoding.Inference;
using Kale.Encoding.Tests.Graphs;

namespace Kale.Encoding.Tests.Inference;

public sealed class EncoderSessionTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("kale-session-").FullName;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public void Run_SmallBatchAfterLarge_ReadsNothingOfTheLarge()
    {
        var inputs = TinyModels.Inputs();
        using var session = new EncoderSession(TinyModels.Dual(layers: 2), new InferenceOptions { Threads = 1 });
        var all = session.Run(inputs);

        var single = inputs.Select(input => session.Run([input])[0]);

        Assert.All(all.Zip(single), pair => Vectors.AssertClose(pair.First, pair.Second, 1e-5));
    }

    [Fact]
    public async Task Run_FromManyThreads_GivesEachItsOwnRows()
    {
        var inputs = TinyModels.Inputs();
        using var session = new EncoderSession(TinyModels.Dual(layers: 2), new InferenceOptions { Threads = 2 });
        var expected = inputs.Select(input => session.Run([input])[0]).ToArray();

        var runs = Enumerable.Range(0, 200).Select(i => Task.Run(() => session.Run([inputs[i % inputs.Count]])[0]));
        var rows = await Task.WhenAll(runs);

        Assert.All(rows.Index(), row => Vectors.AssertClose(expected[row.Index % inputs.Count], row.Item, 1e-5));
    }

    [Fact]
    public void Open_PortableFile_EqualsFusedSession()
    {
        var (model, inputs) = (TinyModels.Dual(layers: 2), TinyModels.Inputs());
        using var fused = new EncoderSession(model, new InferenceOptions());
        using var portable = new EncoderSession(
            Write(stream => EncoderGraph.WritePortable(model, stream)), new InferenceOptions());

        Assert.Equal(12, portable.Width);
        Assert.All(
            fused.Run(inputs).Zip(portable.Run(inputs)),
            rows => Vectors.AssertClose(rows.First, rows.Second, 1e-5));
    }

    [Fact]
    public void Open_TruncatedFile_IsCorrupt()
    {
        using var whole = new MemoryStream();
        EncoderGraph.WritePortable(TinyModels.Dual(layers: 1), whole);
        var path = Write(stream => stream.Write(whole.ToArray().AsSpan(0, (int)whole.Length / 2)));

        var error = Assert.Throws<BundleException>(() => new EncoderSession(path, new InferenceOptions()));

        Assert.Equal(BundleError.Corrupt, error.Code);
        Assert.Contains(path, error.Message);
    }

    [Fact]
    public void Open_MissingFile_IsNotFound()
    {
        var error = Assert.Throws<BundleException>(
            () => new EncoderSession(Path.Combine(_directory, "none.onnx"), new InferenceOptions()));

        Assert.Equal(BundleError.NotFound, error.Code);
    }

    [Fact]
    public void Open_GraphWithOtherInputs_IsUnsupported()
    {
        var graph = new GraphBuilder("other");
        var input = graph.Input("pixels", Encoding.Graphs.Onnx.TensorProto.Types.DataType.Float, "batch", 4);
        graph.Output(graph.Tanh(input), "out", "batch", 4);
        var path = Write(stream =>
            stream.Write(Google.Protobuf.MessageExtensions.ToByteArray(graph.ToModel(17, false))));

        var error = Assert.Throws<BundleException>(() => new EncoderSession(path, new InferenceOptions()));

        Assert.Equal(BundleError.Unsupported, error.Code);
        Assert.Contains("pixels", error.Message);
    }

    [Fact]
    public void Run_TokenBeyondVocabulary_FailsAndNextRunWorks()
    {
        using var session = new EncoderSession(TinyModels.Dual(layers: 1), new InferenceOptions());

        Assert.Throws<EncodingException>(() => session.Run([new([1000], 1, 1)]));

        Assert.Equal(12, session.Run([new([2], 1, 1)])[0].Length);
    }

    [Fact]
    public void Open_CudaWithoutProvider_SaysWhatToDo()
    {
        var options = new InferenceOptions { Device = InferenceDevice.Cuda, DeviceId = 99 };

        var error = Assert.Throws<EncodingException>(() => new EncoderSession(TinyModels.Dual(layers: 1), options));

        Assert.Equal(EncodingError.DeviceUnavailable, error.Code);
        Assert.Contains("GPU 99", error.Message);
    }

    private string Write(Action<Stream> write)
    {
        var path = Path.Combine(_directory, "model.onnx");
        using var stream = File.Create(path);
        write(stream);
        return path;
    }
}
