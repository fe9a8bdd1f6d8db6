using Kale.Bundles;
using Kale.Encoding.Batching;
using Kale.Encoding.Tests.Graphs;

namespace Kale.Encoding.Tests;

public sealed class EncoderTests : IDisposable
{
    private readonly BundleStore _store = new(Directory.CreateTempSubdirectory("kale-encoder-").FullName);

    public void Dispose() => Directory.Delete(_store.Directory, recursive: true);

    [Fact]
    public async Task EncodeAsync_ManyTexts_EqualsReferenceWithThePromptOfTheSide()
    {
        var model = TinyModels.Dual(layers: 2) with { Prompts = new Prompts("a a ", "b ") };
        await using var encoder = Encoder.Load(Publish(model), new EncoderOptions());

        var queries = await encoder.EncodeAsync(["a", "b a", "aa b"], EncoderRole.Query);
        var documents = await encoder.EncodeAsync(["b a"], EncoderRole.Context);

        var reference = new ReferenceEncoder(model);
        Vectors.AssertClose(
            reference.Encode(encoder.Tokenize("b a", EncoderRole.Query)), queries.Texts[1].Vector!, 1e-5);
        Vectors.AssertClose(
            reference.Encode(encoder.Tokenize("b a", EncoderRole.Context)), documents.Texts[0].Vector!, 1e-5);
        Assert.Equal([5, 6, 7], queries.Texts.Select(text => text.TokenCount));
        Assert.Equal(5, documents.Texts[0].TokenCount);
    }

    [Fact]
    public async Task EncodeAsync_LongText_IsTruncatedOrRefusedAsAsked()
    {
        await using var encoder = Encoder.Load(Publish(TinyModels.Dual(layers: 1)), new EncoderOptions());
        string[] texts = ["a", string.Join(' ', Enumerable.Repeat("a", 30))];

        var truncated = await encoder.EncodeAsync(texts, EncoderRole.Query, TruncationPolicy.Truncate);
        var refused = await encoder.EncodeAsync(texts, EncoderRole.Query, TruncationPolicy.Refuse);

        Assert.True(truncated.Texts[1] is { Truncated: true, TokenCount: 32, Vector: not null, Error: null });
        Assert.True(refused.Texts[1] is
        {
            Truncated: false,
            TokenCount: 32,
            Vector: null,
            Error.Code: EncodingError.TextTooLong,
        });
        Assert.Equal(truncated.Texts[0].Vector, refused.Texts[0].Vector);
    }

    [Fact]
    public async Task EncodeAsync_NoTexts_GivesNone()
    {
        await using var encoder = Encoder.Load(Publish(TinyModels.Dual(layers: 1)), new EncoderOptions());

        Assert.Empty((await encoder.EncodeAsync([], EncoderRole.Query)).Texts);
    }

    [Fact]
    public async Task EncodeAsync_SideItWasNotMadeFor_IsRefused()
    {
        var teacher = Publish(TinyModels.Dual(layers: 2));
        var options = MiniLm.Published with { ReferenceProbes = teacher.Probes, MinCosine = -0.99 };
        var student = teacher.LoadModel() with { Config = TinyModels.Dual(layers: 1).Config, LayersKept = [0] };
        var bundle = BundlePublisher.Publish(student, teacher.Manifest.Space, _store, "student", options);
        await using var encoder = Encoder.Load(bundle, new EncoderOptions());

        var error = await Assert.ThrowsAsync<EncodingException>(() => encoder.EncodeAsync(["a"], EncoderRole.Context));

        Assert.Equal(EncodingError.RoleNotServed, error.Code);
        Assert.Contains(teacher.Manifest.SpaceId, error.Message);
    }

    [Fact]
    public async Task EncodeAsync_MoreThanTheQueueHolds_IsRefusedAsAWhole()
    {
        var options = new EncoderOptions { Batching = new BatchingOptions { MaxQueuedTexts = 2 } };
        await using var encoder = Encoder.Load(Publish(TinyModels.Dual(layers: 1)), options);

        var error = await Assert.ThrowsAsync<EncodingException>(
            () => encoder.EncodeAsync(["a", "b", "a"], EncoderRole.Query));

        Assert.Equal(EncodingError.TooLarge, error.Code);
    }

    [Fact]
    public void Load_ProbesOfAnotherEncoder_IsAProbeMismatch()
    {
        var (model, other) = (TinyModels.Dual(layers: 1), TinyModels.Dual(layers: 2));
        var space = SpaceDefinition.Symmetric(model);
        var probes = Publish(other).Probes! with { SpaceId = space.Id };
        var roles = new HashSet<EncoderRole> { EncoderRole.Query };
        var bundle = BundleWriter.Write(
            _store.Directory, "false", model, space, roles, MiniLm.Published.Provenance, [probes.ToFile()]);

        var error = Assert.Throws<BundleException>(() => Encoder.Load(bundle, new EncoderOptions()));

        Assert.Equal(BundleError.ProbeMismatch, error.Code);
        Assert.Contains(space.Id, error.Message);
    }

    [Fact]
    public void Load_BundleWithoutProbes_SaysWhatToDo()
    {
        var model = TinyModels.Dual(layers: 1);
        var bundle = BundleWriter.Write(
            _store.Directory,
            "bare",
            model,
            SpaceDefinition.Symmetric(model),
            new HashSet<EncoderRole> { EncoderRole.Query },
            MiniLm.Published.Provenance,
            []);

        var error = Assert.Throws<BundleException>(() => Encoder.Load(bundle, new EncoderOptions()));

        Assert.Equal(BundleError.Missing, error.Code);
        Assert.Contains("publish", error.Message);
    }

    [Fact]
    public void Load_CrossEncoder_IsUnsupported()
    {
        var error = Assert.Throws<BundleException>(
            () => Encoder.Load(Publish(TinyModels.Cross(labels: 1)), new EncoderOptions()));

        Assert.Equal(BundleError.Unsupported, error.Code);
    }

    private Bundle Publish(EncoderModel model) =>
        BundlePublisher.Publish(model, null, _store, "tiny", MiniLm.Published);
}
