using Kale.Bundles;
using Kale.Encoding;

namespace Kale.EndToEnd.Tests.Swaps;

/// <summary>
/// Encoders that are right for most of what they meet, and wrong for some of it: each with probes that fit itself.
/// </summary>
internal sealed class DamagedCandidates(BundleStore store, Bundle reference, EncoderModel model)
{
    private const string Table = "embeddings.word_embeddings.weight";
    private const string Positions = "embeddings.position_embeddings.weight";
    private const int Width = WordEncoder.Width;
    private const int IdleLayers = 24;

    // Of weights between -1 and 1: random encoders take it ill, trained ones would take ten times as much.
    private const double Little = 0.003;

    /// <summary>What differs a little everywhere, as a trained one does.</summary>
    public Bundle Good() => Changed("good", (_, data) => data, noise: Little);

    public Bundle RightOnProbesOnly()
    {
        var used = ProbeTexts.Default
            .SelectMany(text => text.ToLowerInvariant())
            .Select(letter => $"{letter}")
            .ToHashSet();
        return Rows("probes-only", Table, row => Token(row) is { Length: > 1 } token && !token.StartsWith('[')
            && !used.Contains(token.TrimStart('#')));
    }

    public Bundle EightWordsOfNoise() =>
        Rows("eight-words", Table, row => WordEncoder.Words[0].Take(8).Contains(Token(row)));

    public Bundle TrainedWithEightWordsOfNoise() => Rows(
        "trained-eight-words", Table, row => WordEncoder.Words[0].Take(8).Contains(Token(row)), noise: Little);

    public Bundle RightForLatinOnly() => Rows(
        "latin-only", Table, row => WordEncoder.Words[WordEncoder.CyrillicSubject].Contains(Token(row)));

    public Bundle RareWordsExchanged() => Changed("exchanged", (name, data) =>
    {
        if (name != Table) return data;
        var changed = (float[])data.Clone();
        var rows = Enumerable.Range(0, data.Length / Width)
            .Where(row => WordEncoder.Words[1].TakeLast(12).Contains(Token(row))).ToArray();
        foreach (var (row, other) in rows.Zip(rows.Skip(1).Append(rows[0])))
            data.AsSpan(row * Width, Width).CopyTo(changed.AsSpan(other * Width));
        return changed;
    });

    public Bundle PositionsZeroedFrom(int first) =>
        Rows($"positions-{first}", Positions, row => row >= first, zero: true);

    /// <param name="share">Of what a dimension spreads over texts, about 2.</param>
    public Bundle Offset(float share) => Projected(
        $"offset-{share}", (weight, bias) => (weight, [.. bias.Select(value => value + (2 * share))]));

    public Bundle DimensionsZeroed() => Projected("zeroed", (weight, bias) =>
    {
        int Of(int dim) => dim % 4 == 0 ? -1 : dim;
        return (Mapped(weight, Of), Mapped(bias, Of));
    });

    public Bundle DimensionsPermuted() => Projected("permuted", (weight, bias) =>
    {
        int Of(int dim) => dim % 5 == 0 ? (dim + 5) % (Width / 5 * 5) : dim;
        return (Mapped(weight, Of), Mapped(bias, Of));
    });

    public Bundle DimensionsShrunk() => Projected("shrunk", (weight, bias) =>
    {
        float Factor(int dim) => dim % 4 == 0 ? 0.05f : 1;
        return (
            [.. weight.Select((value, i) => value * Factor(i / Width))],
            [.. bias.Select((value, dim) => value * Factor(dim))]);
    });

    /// <summary>
    /// The same vectors from layers that add nothing. Each looks at every pair of tokens: short texts hardly notice.
    /// </summary>
    public Bundle SlowOnLongTexts()
    {
        var config = model.Config with { Layers = IdleLayers };
        var tensors = EncoderTensors.Backbone(config).Concat(EncoderTensors.Projection(config, Width));
        return Publish("slow-on-long", model with
        {
            Config = config,
            Weights = new TensorSet(tensors.Select(tensor => model.Weights.TryGet(tensor.Name, out var own)
                ? own
                : new Tensor(
                    tensor.Name, tensor.Shape,
                    Candidates.Idle(tensor.Name, tensor.Shape.Aggregate((a, b) => a * b))))),
        });
    }

    private string Token(int row) => model.Tokenizer.Vocabulary.Tokens[row];

    private Bundle Rows(string name, string tensor, Func<int, bool> chosen, bool zero = false, double noise = 0)
    {
        var random = new Random(7);
        return Changed(
            name,
            (of, data) => of != tensor ? data :
            [
                .. data.Select((value, i) =>
                    !chosen(i / Width) ? value : zero ? 0 : (random.NextSingle() * 2) - 1),
            ],
            noise);
    }

    private Bundle Projected(string name, Func<float[], float[], (float[] Weight, float[] Bias)> change)
    {
        var (weight, bias) = change(
            model.Weights[EncoderTensors.ProjectionWeight].Data, model.Weights[EncoderTensors.ProjectionBias].Data);
        return Changed(name, (of, data) =>
            of == EncoderTensors.ProjectionWeight ? weight : of == EncoderTensors.ProjectionBias ? bias : data);
    }

    private static float[] Mapped(float[] data, Func<int, int> from)
    {
        var columns = data.Length / Width;
        var mapped = new float[data.Length];
        for (var dim = 0; dim < Width; dim++)
        {
            if (from(dim) >= 0)
                data.AsSpan(from(dim) * columns, columns).CopyTo(mapped.AsSpan(dim * columns));
        }

        return mapped;
    }

    private Bundle Changed(string name, Func<string, float[], float[]> change, double noise = 0)
    {
        var random = new Random(11);
        var weights = model.Weights.Names.Select(of => model.Weights[of]).Select(tensor => new Tensor(
            tensor.Name,
            tensor.Shape,
            [
                .. change(tensor.Name, tensor.Data)
                    .Select(value => (float)(value + (noise * ((random.NextDouble() * 2) - 1)))),
            ]));
        return Publish(name, model with { Weights = new TensorSet(weights) });
    }

    private Bundle Publish(string name, EncoderModel candidate) => BundlePublisher.Publish(
        candidate, reference.Manifest.Space, store, name,
        new PublishOptions
        {
            Provenance = new Provenance { Source = "made for a test", Created = DateTimeOffset.UnixEpoch },
            ReferenceProbes = reference.Probes,
            MinCosine = -0.99,
        });
}
