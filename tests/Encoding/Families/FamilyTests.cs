using System.Text.Json;
using Google.Protobuf;
using Kale.Bundles;
using Kale.Encoding.Graphs;
using Kale.Encoding.Graphs.Onnx;
using Kale.Encoding.Inference;
using Kale.Encoding.Tests.Graphs;
using Kale.Encoding.Tokenization;
using Microsoft.ML.OnnxRuntime;
using Xunit.Abstractions;

namespace Kale.Encoding.Tests.Families;

/// <summary>Encoders of each family against what the published code of their models computes.</summary>
public sealed class FamilyTests(ITestOutputHelper output) : IDisposable
{
    private const double Tolerance = 1e-5;

    private readonly BundleStore _store = new(Directory.CreateTempSubdirectory("kale-family-").FullName);

    public static TheoryData<string, GraphForm> Fixtures
    {
        get
        {
            var data = new TheoryData<string, GraphForm>();
            foreach (var name in FamilyFixture.Names)
            {
                data.Add(name, GraphForm.Portable);
                data.Add(name, GraphForm.Fused);
            }

            return data;
        }
    }

    public void Dispose() => Directory.Delete(_store.Directory, recursive: true);

    [Theory]
    [MemberData(nameof(Fixtures))]
    public void Import_PublishedWeights_ComputeWhatTheModelsOwnCodeDoes(string name, GraphForm form)
    {
        using var fixture = FamilyFixture.Open(name);
        var model = fixture.Import();
        var batch = Batch(fixture.Outputs);
        using var session = new EncoderSession(model with { Normalize = false }, new InferenceOptions { Form = form });

        var expected = fixture.Outputs.TryGetProperty("logits", out var logits) ? logits
            : fixture.Outputs.GetProperty("mean_pooled");

        AssertClose(Numbers(expected), session.Run(batch).SelectMany(row => row));
        AssertClose(Numbers(fixture.Outputs.GetProperty("last_hidden_state")), TokensOf(model, form, batch));
    }

    [Fact]
    public async Task Publish_XlmRoberta_IsServedFromItsBundle()
    {
        using var fixture = FamilyFixture.Open("xlm-roberta");
        var model = fixture.Import();

        var bundle = BundlePublisher.Publish(model, null, _store, "multilingual", MiniLm.Published);
        await using var encoder = Encoder.Load(bundle, new EncoderOptions());
        var result = await encoder.EncodeAsync(["a b c", "d"], EncoderRole.Query);

        Assert.Equal((64, 5, 3), (encoder.Manifest.MaxTokens, result.Texts[0].TokenCount, result.Texts[1].TokenCount));
        Assert.Equal(32, result.Texts[0].Vector!.Length);
        var read = bundle.LoadModel();
        Assert.Equal((model.Fingerprint, model.Tokenizer.Hash), (read.Fingerprint, read.Tokenizer.Hash));
        Assert.False(bundle.Has("vocab.txt"));
        Assert.Equal(bundle.Id, BundlePublisher.Publish(read, null, _store, "again", MiniLm.Published).Id);
    }

    [Fact]
    public async Task Publish_XlmRobertaClassifier_ScoresPairsFromItsBundle()
    {
        using var fixture = FamilyFixture.Open("xlm-roberta-seqcls");

        var bundle = BundlePublisher.Publish(fixture.Import(), null, _store, "reranker", MiniLm.Published);
        await using var scorer = CrossEncoderScorer.Load(bundle, new EncoderOptions());

        Assert.All((await scorer.ScoreAsync("a", ["b", "c d"])).Passages, passage => Assert.Null(passage.Error));
    }

    private static TokenizedText[] Batch(JsonElement outputs)
    {
        var lengths = outputs.GetProperty("lengths").EnumerateArray().Select(n => n.GetInt32()).ToArray();
        return [.. outputs.GetProperty("input_ids").EnumerateArray().Select((row, i) => new TokenizedText(
            [.. row.EnumerateArray().Take(lengths[i]).Select(id => id.GetInt32())], lengths[i],
            SecondStart(outputs, i)))];
    }

    private static int SecondStart(JsonElement outputs, int row)
    {
        var length = outputs.GetProperty("lengths")[row].GetInt32();
        if (!outputs.TryGetProperty("token_type_ids", out var types)) { return length; }
        var ones = types[row].EnumerateArray().Take(length).Select(type => type.GetInt32()).ToList().IndexOf(1);
        return ones < 0 ? length : ones;
    }

    // The graph with what its last layer makes as one more output, of which the padding is left out.
    private static IEnumerable<float> TokensOf(EncoderModel model, GraphForm form, TokenizedText[] batch)
    {
        var graph = ModelProto.Parser.ParseFrom(EncoderGraph.ToBytes(model, form));
        var operation = form == GraphForm.Fused ? "Reshape" : "LayerNormalization";
        var last = graph.Graph.Node.Last(node => node.OpType == operation).Output[0];
        var type = new TypeProto.Types.Tensor { ElemType = (int)TensorProto.Types.DataType.Float };
        graph.Graph.Output.Add(new ValueInfoProto { Name = last, Type = new TypeProto { TensorType = type } });
        using var session = new InferenceSession(graph.ToByteArray());
        var buffers = new BatchBuffers(1, model.Config.PadTokenId);
        buffers.Fill(batch);
        var inputs = buffers.Inputs();
        using var options = new RunOptions();
        using var results = session.Run(options, ["input_ids", "attention_mask", "token_type_ids"], inputs, [last]);
        var (values, width) = (results[0].GetTensorDataAsSpan<float>().ToArray(), model.Config.HiddenSize);
        Array.ForEach(inputs, input => input.Dispose());
        var length = batch.Max(text => text.Length);
        return batch.SelectMany((text, row) => values.Skip(row * length * width).Take(text.Length * width));
    }

    private static float[] Numbers(JsonElement value) => value.ValueKind == JsonValueKind.Array
        ? [.. value.EnumerateArray().SelectMany(Numbers)]
        : [value.GetSingle()];

    private void AssertClose(float[] expected, IEnumerable<float> actual)
    {
        var values = actual.ToArray();
        Assert.Equal(expected.Length, values.Length);
        var furthest = expected.Zip(values, (a, b) => Math.Abs(a - b)).Max();
        output.WriteLine($"largest difference {furthest:E2}");
        Assert.InRange(furthest, 0, Tolerance);
    }
}
