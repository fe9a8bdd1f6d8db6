using Kale.Bundles;
using static TorchSharp.torch;
using Tensor = TorchSharp.torch.Tensor;

namespace Kale.Training.Networks;

/// <summary>What all layers of an encoder need of a batch beside its vectors: who sees whom, and places.</summary>
internal sealed class TokenContext
{
    private readonly Tensor? _blocked, _blockedFar;
    private readonly (Tensor Cosines, Tensor Sines)? _rotary, _localRotary;

    private TokenContext(
        (Tensor? All, Tensor? Near) blocked, (Tensor, Tensor)? rotary, (Tensor, Tensor)? localRotary) =>
        (_blocked, _blockedFar, _rotary, _localRotary) = (blocked.All, blocked.Near, rotary, localRotary);

    /// <param name="batch">The texts.</param>
    /// <param name="config">The encoder's parts.</param>
    /// <param name="relativeBias">[buckets, heads]; null where there is none.</param>
    public static TokenContext Of(TokenBatch batch, EncoderConfig config, Tensor? relativeBias)
    {
        var rotary = config.RotaryBase == 0 ? ((Tensor, Tensor)?)null : Angles(batch, config, config.RotaryBase);
        var local = config.LocalRotaryBase == config.RotaryBase || rotary is null
            ? rotary
            : Angles(batch, config, config.LocalRotaryBase);
        return new(Masks(batch, config, relativeBias), rotary, local);
    }

    /// <summary>Added to attention's scores, [batch, 1 or heads, 1 or tokens, tokens]; null: all is seen.</summary>
    public Tensor? Blocked(bool isLocal) => isLocal ? _blockedFar : _blocked;

    /// <summary>
    /// Queries or keys, [batch, heads, tokens, size], turned by their places (arXiv 2104.09864, section 3.4.2).
    /// </summary>
    public Tensor Turned(Tensor heads, bool isLocal)
    {
        if ((isLocal ? _localRotary : _rotary) is not { } angles) { return heads; }
        var halves = heads.chunk(2, dim: -1);
        return (heads * angles.Cosines) + (cat([-halves[1], halves[0]], -1) * angles.Sines);
    }

    private static (Tensor? All, Tensor? Near) Masks(TokenBatch batch, EncoderConfig config, Tensor? relativeBias)
    {
        if (relativeBias is not null)
        {
            return (Sum(batch.Blocked, Biases(batch, config, relativeBias)), null);
        }

        if (!config.Parts.Causal && config.LayerKinds.Length == 0) { return (batch.Blocked, null); }
        var ahead = Distances(batch);
        var causal = config.Parts.Causal ? Beyond(ahead, 0) : null;
        var near = Beyond(ahead.abs(), config.Window);
        // A filling token may see nothing else: where all is -∞ there is no softmax.
        return (
            causal is null ? batch.Blocked : Sum(batch.Blocked, causal).clamp(float.MinValue),
            Sum(batch.Blocked, causal is null ? near : near + causal).clamp(float.MinValue));
    }

    private static Tensor Sum(Tensor? blocked, Tensor bias) => blocked is null ? bias : blocked + bias;

    // [tokens, tokens]: how far behind the query a key is; before it, negative.
    private static Tensor Distances(TokenBatch batch)
    {
        var places = arange(batch.Tokens, device: batch.Ids.device);
        return places.unsqueeze(0) - places.unsqueeze(1);
    }

    // [1, 1, tokens, tokens]
    private static Tensor Beyond(Tensor distances, int most) =>
        (distances.gt(most).to(ScalarType.Float32) * float.MinValue).unsqueeze(0).unsqueeze(0);

    // [1, heads, tokens, tokens]
    private static Tensor Biases(TokenBatch batch, EncoderConfig config, Tensor table)
    {
        var tokens = (int)batch.Tokens;
        var buckets = Enumerable.Range(0, tokens * tokens)
            .Select(at => (long)RelativePositions.Bucket((at % tokens) - (at / tokens), config.RelativeBuckets))
            .ToArray().ToTensor(batch.Ids.device, tokens, tokens);
        return table[buckets].permute(2, 0, 1).unsqueeze(0);
    }

    // [tokens, size]
    private static (Tensor, Tensor) Angles(TokenBatch batch, EncoderConfig config, double theta)
    {
        var frequencies = RotaryFrequencies.Of(config.HeadSize, theta, config.RotaryFactor);
        var places = arange(batch.Tokens, dtype: ScalarType.Float32, device: batch.Ids.device).unsqueeze(1);
        var half = places * frequencies.ToTensor(batch.Ids.device, 1, frequencies.Length);
        var angles = cat([half, half], -1);
        return (angles.cos(), angles.sin());
    }
}
