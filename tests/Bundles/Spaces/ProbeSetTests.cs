using System.Text.Json.Nodes;

namespace Kale.Bundles.Tests.Spaces;

public sealed class ProbeSetTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly ProbeSet _probes = WrittenBundles.Probes(TinyEncoders.Dual(), 6);

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void ToJson_ThenRead_GivesTheSameProbes()
    {
        var read = ProbeSet.Read(_directory.Write("probes.json", _probes.ToJson()));

        Assert.Equal(
            (_probes.SpaceId, _probes.MinCosine, _probes.OwnTolerance),
            (read.SpaceId, read.MinCosine, read.OwnTolerance));
        Assert.All(_probes.Probes.Zip(read.Probes), pair =>
        {
            Assert.Equal((pair.First.Text, pair.First.Role), (pair.Second.Text, pair.Second.Role));
            Assert.Equal(pair.First.Reference, pair.Second.Reference);
            Assert.Equal(pair.First.Own, pair.Second.Own);
        });
    }

    [Fact]
    public void ToJson_Vectors_AreBase64OfLittleEndianFloats()
    {
        var set = new ProbeSet("space-x", 0.9, 1e-4, [new Probe("e\"", EncoderRole.Context, [1f, -2f], [0.5f, 0f])]);

        var json = JsonNode.Parse(set.ToJson())!;

        Assert.Equal(
            """{"text":"e\u0022","role":"context","reference":"AACAPwAAAMA=","own":"AAAAPwAAAAA="}""",
            json["probes"]![0]!.ToJsonString());
        Assert.Equal(
            ["space_id", "min_cosine", "own_tolerance", "probes"],
            json.AsObject().Select(member => member.Key));
    }

    [Fact]
    public void Verify_OwnVectors_Passes()
    {
        var report = _probes.Verify(Own());

        Assert.True(report.Passed, report.Message);
        Assert.Equal(1, report.WorstOwnCosine, 6);
        Assert.Equal(1, report.WorstReferenceCosine, 6);
        Assert.Contains(_probes.SpaceId, report.Message);
        report.ThrowIfFailed();
    }

    [Fact]
    public void Verify_RoundingNoise_Passes()
    {
        var noisy = Own().Select(v => v.Select((x, i) => x * (1 + (i % 2 == 0 ? 1e-5f : -1e-5f))).ToArray()).ToArray();

        Assert.True(_probes.Verify(noisy).Passed);
    }

    [Fact]
    public void Verify_NaN_Fails() => Fails(Changed(2, v => v[3] = float.NaN), 1, "Probe 3", "zero or not finite");

    [Fact]
    public void Verify_Infinity_Fails() =>
        Fails(Changed(0, v => v[0] = float.NegativeInfinity), 1, "zero or not finite");

    [Fact]
    public void Verify_ZeroVector_Fails() => Fails(Changed(1, v => Array.Clear(v)), 1, "Probe 2", "zero or not finite");

    [Fact]
    public void Verify_ScaledVector_Fails() =>
        Fails(Changed(1, v => Scale(v, 1.1f)), 1, "length is 1.1000", "1.0000");

    [Fact]
    public void Verify_WrongDims_Fails() =>
        Fails([.. Own().Select(v => v[..4])], 6, "4 dims", "the space has 8");

    [Fact]
    public void Verify_TooFewVectors_Fails() => Fails(Own()[1..], 0, "5 vectors for 6 probes");

    [Fact]
    public void Verify_NoVectorsAtAll_Fails() => Assert.False((_probes with { Probes = [] }).Verify([]).Passed);

    [Fact]
    public void Verify_ShuffledVectors_Fails() => Fails([.. Own()[1..], Own()[0]], 6, "cosine to the reference");

    [Fact]
    public void Verify_TwoVectorsSwapped_Fails()
    {
        var own = Own();
        (own[4], own[5]) = (own[5], own[4]);

        Fails(own, 2, "2 of 6 fail", "Probe 5");
    }

    [Fact]
    public void Verify_Noise_Fails()
    {
        var random = new Random(3);

        Fails([.. Own().Select(v => v.Select(_ => random.NextSingle() - 0.5f).ToArray())], 6, "6 of 6 fail");
    }

    // Near enough to the reference, but not what this encoder made: its weights were changed.
    [Fact]
    public void Verify_AnotherAlignedEncoder_FailsOnItsOwnVectors()
    {
        var drifted = Changed(3, v => v[0] += 0.05f);

        Fails(drifted, 1, "this encoder's own vector");
    }

    [Fact]
    public void Verify_SmallEncoderWithinTheTolerance_Passes()
    {
        var aligned = _probes with
        {
            MinCosine = 0.9,
            Probes =
            [
                .. _probes.Probes.Select(p => p with { Own = [.. p.Own.Select((x, i) => i == 0 ? x + 0.1f : x)] }),
            ],
        };

        var report = aligned.Verify([.. aligned.Probes.Select(p => p.Own)]);

        Assert.True(report.Passed, report.Message);
        Assert.InRange(report.WorstReferenceCosine, 0.9, 0.9999);
    }

    [Fact]
    public void Verify_OwnVectorsTooFarFromTheReference_Fails()
    {
        var misaligned = _probes with
        {
            Probes = [.. _probes.Probes.Select(p => p with { Own = [.. p.Own.Reverse()] })],
        };

        var report = misaligned.Verify([.. misaligned.Probes.Select(p => p.Own)]);

        Assert.False(report.Passed);
        Assert.Contains("at least 0.9500 is required", report.Message);
    }

    [Theory]
    [InlineData("reference", "AACAPwAAAM", "vector")]
    [InlineData("reference", "AACA", "vector")]
    [InlineData("own", "AACAPwAAAMA=", "dims")]
    [InlineData("own", null, "own")]
    [InlineData("role", "both", "role")]
    public void Read_MalformedProbe_IsRefused(string key, string? value, string named)
    {
        var json = JsonNode.Parse(_probes.ToJson())!;
        json["probes"]![1]![key] = value;

        Refused(json.ToJsonString(), named);
    }

    [Fact]
    public void Read_VectorThatIsNaN_IsRefused() => Refused(
        (_probes with { Probes = [_probes.Probes[0] with { Reference = [float.NaN, 0, 0, 0, 0, 0, 0, 0] }] }).ToJson(),
        "not finite");

    [Fact]
    public void Read_NoProbes_IsRefused() => Refused((_probes with { Probes = [] }).ToJson(), "no probes");

    [Fact]
    public void Read_ToleranceThatAllowsAnything_IsRefused() =>
        Refused((_probes with { MinCosine = -1 }).ToJson(), "min_cosine");

    [Fact]
    public void Default_Texts_AreFortyEightDifferentOnes()
    {
        Assert.Equal(48, ProbeTexts.Default.Count);
        Assert.Equal(48, ProbeTexts.Default.Distinct().Count());
        Assert.All(ProbeTexts.Default, text => Assert.False(string.IsNullOrWhiteSpace(text)));
        Assert.Contains(ProbeTexts.Default, text => text.Length > 2000);
    }

    private float[][] Own() => [.. _probes.Probes.Select(p => (float[])p.Own.Clone())];

    private float[][] Changed(int probe, Action<float[]> change)
    {
        var own = Own();
        change(own[probe]);
        return own;
    }

    private static void Scale(float[] vector, float factor)
    {
        for (var i = 0; i < vector.Length; i++)
        {
            vector[i] *= factor;
        }
    }

    private void Fails(float[][] vectors, int failed, params string[] named)
    {
        var report = _probes.Verify(vectors);
        var error = Assert.Throws<BundleException>(report.ThrowIfFailed);
        Assert.False(report.Passed);
        Assert.Equal(failed, report.Results.Count(r => r.Problem is not null));
        Assert.Equal(BundleError.ProbeMismatch, error.Code);
        Assert.Contains(_probes.SpaceId, error.Message);
        Assert.All(named, name => Assert.Contains(name, error.Message));
    }

    private void Refused(string json, string named)
    {
        var path = _directory.Write("probes.json", json);
        var error = Assert.Throws<BundleException>(() => ProbeSet.Read(path));
        Assert.Equal(BundleError.Corrupt, error.Code);
        Assert.Contains(path, error.Message);
        Assert.Contains(named, error.Message);
    }
}
