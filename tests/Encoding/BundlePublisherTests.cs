using Kale.Bundles;
using Kale.Encoding.Graphs;
using Kale.Encoding.Inference;
using Kale.Encoding.Tests.Graphs;

namespace Kale.Encoding.Tests;

public sealed class BundlePublisherTests : IDisposable
{
    private readonly BundleStore _store = new(Directory.CreateTempSubdirectory("kale-publish-").FullName);

    public void Dispose() => Directory.Delete(_store.Directory, recursive: true);

    [Fact]
    public void Publish_WithoutSpace_IsReferenceOfItsOwnForBothSides()
    {
        var model = TinyModels.Dual(layers: 2);

        var bundle = BundlePublisher.Publish(model, null, _store, "tiny", MiniLm.Published);

        Assert.Equal(bundle.Id, _store.Find("tiny").Id);
        Assert.Equal([EncoderRole.Query, EncoderRole.Context], bundle.Manifest.Roles);
        Assert.Equal(SpaceDefinition.Symmetric(model).Id, bundle.Manifest.SpaceId);
        Assert.Equal(2 * ProbeTexts.Default.Count, bundle.Probes!.Probes.Count);
        Assert.All(bundle.Probes.Probes, probe => Assert.Equal(probe.Own, probe.Reference));
    }

    [Fact]
    public void Publish_Graph_IsThePortableFormOfTheModel()
    {
        var model = TinyModels.Dual(layers: 1, dims: 5);

        var bundle = BundlePublisher.Publish(model, null, _store, "tiny", MiniLm.Published);

        using var session = new EncoderSession(bundle.PathOf(EncoderGraph.PortableFile), new InferenceOptions());
        var (input, reference) = (TinyModels.Inputs()[0], new ReferenceEncoder(model));
        Vectors.AssertClose(reference.Encode(input), session.Run([input])[0], 1e-5);
    }

    [Fact]
    public void Publish_AlignedEncoder_KeepsTheReferencesVectors()
    {
        var teacher = TinyModels.Dual(layers: 2);
        var reference = BundlePublisher.Publish(teacher, null, _store, "teacher", MiniLm.Published);
        var student = teacher with { Config = teacher.Config with { Layers = 1 }, LayersKept = [0] };

        var bundle = BundlePublisher.Publish(
            student, reference.Manifest.Space, _store, "student",
            MiniLm.Published with { ReferenceProbes = reference.Probes, MinCosine = -0.99 });

        Assert.Equal([EncoderRole.Query], bundle.Manifest.Roles);
        Assert.Equal(reference.Manifest.SpaceId, bundle.Manifest.SpaceId);
        Assert.Equal(
            reference.Probes!.Probes.Where(p => p.Role == EncoderRole.Query).SelectMany(p => p.Reference),
            bundle.Probes!.Probes.SelectMany(p => p.Reference));
        Assert.NotEqual(bundle.Probes.Probes[0].Reference, bundle.Probes.Probes[0].Own);
    }

    [Fact]
    public void Publish_EncoderFarFromReference_IsRefusedAndNotStored()
    {
        var teacher = TinyModels.Dual(layers: 2);
        var reference = BundlePublisher.Publish(teacher, null, _store, "teacher", MiniLm.Published);
        var student = teacher with { Config = teacher.Config with { Layers = 0 }, LayersKept = [] };

        var error = Assert.Throws<BundleException>(() => BundlePublisher.Publish(
            student,
            reference.Manifest.Space,
            _store,
            "student",
            MiniLm.Published with { ReferenceProbes = reference.Probes, MinCosine = 0.999 }));

        Assert.Equal(BundleError.ProbeMismatch, error.Code);
        Assert.Single(_store.List());
    }

    [Fact]
    public void Publish_AlignedEncoderWithoutReferenceProbes_SaysWhatIsMissing()
    {
        var teacher = TinyModels.Dual(layers: 2);
        var student = teacher with { Config = teacher.Config with { Layers = 1 }, LayersKept = [0] };

        var error = Assert.Throws<BundleException>(() => BundlePublisher.Publish(
            student, SpaceDefinition.Symmetric(teacher), _store, "student", MiniLm.Published));

        Assert.Equal(BundleError.Missing, error.Code);
        Assert.Contains("reference", error.Message);
    }

    [Fact]
    public void Publish_ProbesOfAnotherSpace_IsASpaceMismatch()
    {
        var (teacher, other) = (TinyModels.Dual(layers: 2), TinyModels.Dual(layers: 0));
        var probes = BundlePublisher.Publish(other, null, _store, "other", MiniLm.Published).Probes;
        var student = teacher with { Config = teacher.Config with { Layers = 1 }, LayersKept = [0] };

        var error = Assert.Throws<BundleException>(() => BundlePublisher.Publish(
            student,
            SpaceDefinition.Symmetric(teacher),
            _store,
            "student",
            MiniLm.Published with { ReferenceProbes = probes }));

        Assert.Equal(BundleError.SpaceMismatch, error.Code);
    }

    [Fact]
    public void Publish_CrossEncoder_HasGraphButNoSpace()
    {
        var bundle = BundlePublisher.Publish(TinyModels.Cross(labels: 1), null, _store, "cross", MiniLm.Published);

        Assert.Equal(BundleKind.CrossEncoder, bundle.Manifest.Kind);
        Assert.Equal("", bundle.Manifest.SpaceId);
        Assert.True(bundle.Has(EncoderGraph.PortableFile));
        Assert.Null(bundle.Probes);
    }
}
