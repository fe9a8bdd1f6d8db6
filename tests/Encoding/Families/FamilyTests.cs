using System.Text.Json;
using Kale.Bundles;
using Kale.Encoding.Graphs;
using Kale.Encoding.Inference;
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
        var model = fixture.Import() with { Normalize = false, Pooling = fixture.Pooling };
        using var session = new InferenceSession(EncoderGraph.ToBytes(model, form, withTokens: true));
        foreach (var batch in fixture.Batches)
        {
            var (tokens, answer) = Run(session, batch, model);

            AssertClose(FamilyFixture.Numbers(batch.GetProperty("last_hidden_state")), tokens);
            AssertClose(FamilyFixture.Numbers(Expected(batch, model)), answer);
        }
    }

    [Theory]
    [MemberData(nameof(Fixtures))]
    public void Run_RowOfABatch_EqualsTheRowAlone(string name, GraphForm form)
    {
        using var fixture = FamilyFixture.Open(name);
        var texts = FamilyFixture.Texts(fixture.Batches[0]);
        using var session = new EncoderSession(fixture.Import(), new InferenceOptions { Form = form });

        AssertClose(
            texts.SelectMany(text => session.Run([text])[0]).ToArray(), session.Run(texts).SelectMany(row => row));
    }

    [Theory]
    [MemberData(nameof(Fixtures))]
    public void Run_LastTokenPooling_TakesTheLastRealToken(string name, GraphForm form)
    {
        using var fixture = FamilyFixture.Open(name);
        var model = fixture.Import() with { Normalize = false, Pooling = PoolingMode.Last };
        if (model.Kind == BundleKind.CrossEncoder) { return; }
        using var session = new InferenceSession(EncoderGraph.ToBytes(model, form, withTokens: true));
        foreach (var batch in fixture.Batches)
        {
            var (_, vectors) = Run(session, batch, model);
            AssertClose(
                [.. batch.GetProperty("last_hidden_state").EnumerateArray()
                    .SelectMany(row => FamilyFixture.Numbers(row.EnumerateArray().Last()))],
                vectors);
        }
    }

    [Theory]
    [MemberData(nameof(Fixtures))]
    public void Publish_EveryFamily_IsReadAgainInItsOwnNames(string name, GraphForm form)
    {
        if (form == GraphForm.Fused) { return; }
        using var fixture = FamilyFixture.Open(name);
        var model = fixture.Import();

        var bundle = BundlePublisher.Publish(model, null, _store, "own", MiniLm.Published);

        Assert.Equal(model.Fingerprint, bundle.LoadModel().Fingerprint);
        var published = Shapes(bundle.PathOf("model.safetensors"));
        var own = Shapes(Path.Combine(fixture.Path, "model.safetensors"));
        if (Environment.GetEnvironmentVariable("KALE_FAMILY_FIXTURES") is null)
        {
            Assert.All(published, tensor => Assert.Equal(tensor.Value, own[tensor.Key]));
            Assert.All(own.Keys.Except(published.Keys), left => Assert.Contains("pooler", left));
        }
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

    private static Dictionary<string, string> Shapes(string path) =>
        SafeTensors.Read(path).Tensors.ToDictionary(tensor => tensor.Name, tensor => string.Join(", ", tensor.Shape));

    private static JsonElement Expected(JsonElement batch, EncoderModel model) => batch.GetProperty(
        model.Kind == BundleKind.CrossEncoder ? "logits"
        : model.Pooling == PoolingMode.Last ? "last_token_pooled" : "mean_pooled");

    // The batch as it is, padded on its side; of the tokens, those that are no padding.
    private static (float[] Tokens, float[] Answer) Run(InferenceSession session, JsonElement batch, EncoderModel model)
    {
        long[] Rows(string key) => batch.TryGetProperty(key, out var rows)
            ? [.. FamilyFixture.Numbers(rows).Select(n => (long)n)]
            : new long[FamilyFixture.Numbers(batch.GetProperty("input_ids")).Length];
        var ids = batch.GetProperty("input_ids");
        long[] shape = [ids.GetArrayLength(), ids[0].GetArrayLength()];
        string[] names = ["input_ids", "attention_mask", "token_type_ids"];
        var inputs = names.Select(key => OrtValue.CreateTensorValueFromMemory(Rows(key), shape)).ToArray();
        string[] outputs = [.. session.OutputMetadata.Keys.OrderBy(key => key != EncoderGraph.TokenEmbeddings)];
        using var options = new RunOptions();
        using var results = session.Run(options, names, inputs, outputs);
        Array.ForEach(inputs, input => input.Dispose());
        var all = results[0].GetTensorDataAsSpan<float>().ToArray();
        var (mask, width) = (Rows(names[1]), model.Config.HiddenSize);
        var real = all.Chunk(width).Where((_, at) => mask[at] == 1).SelectMany(token => token);
        return ([.. real], results[1].GetTensorDataAsSpan<float>().ToArray());
    }

    private void AssertClose(float[] expected, IEnumerable<float> actual)
    {
        var values = actual.ToArray();
        Assert.Equal(expected.Length, values.Length);
        var furthest = expected.Zip(values, (a, b) => Math.Abs(a - b)).Max();
        output.WriteLine($"largest difference {furthest:E2}");
        Assert.InRange(furthest, 0, Tolerance);
    }
}
