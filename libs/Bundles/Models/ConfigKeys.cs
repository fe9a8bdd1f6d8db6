using System.Text.Json.Nodes;

namespace Kale.Bundles;

/// <summary>The keys that several families have, whatever each calls them.</summary>
internal static class ConfigKeys
{
    public static ConfigKey VocabularySize { get; } =
        ConfigKey.Size(c => c.VocabSize, (c, n) => c with { VocabSize = n }, null, 1, "vocab_size");

    public static ConfigKey Padding { get; } = new(
        ["pad_token_id"],
        (file, name, config) => At(config, file.Get(name, config.Family.DefaultPadTokenId)),
        config => config.PadTokenId);

    public static ConfigKey Hidden(params string[] names) =>
        ConfigKey.Size(c => c.HiddenSize, (c, n) => c with { HiddenSize = n }, null, 1, names);

    // None: embeddings and pooling, a lookup table.
    public static ConfigKey Layers(params string[] names) =>
        ConfigKey.Size(c => c.Layers, (c, n) => c with { Layers = n }, null, 0, names);

    public static ConfigKey Heads(params string[] names) =>
        ConfigKey.Size(c => c.Heads, (c, n) => c with { Heads = n }, null, 1, names);

    public static ConfigKey Intermediate(params string[] names) =>
        ConfigKey.Size(c => c.IntermediateSize, (c, n) => c with { IntermediateSize = n }, null, 1, names);

    public static ConfigKey MaxPositions(int otherwise, params string[] names) =>
        ConfigKey.Size(c => c.MaxPositions, (c, n) => c with { MaxPositions = n }, otherwise, 1, names);

    public static ConfigKey Types(int otherwise, int least = 1) =>
        ConfigKey.Size(
            c => c.TypeVocabSize, (c, n) => c with { TypeVocabSize = n }, otherwise, least, "type_vocab_size");

    public static ConfigKey Epsilon(double otherwise, params string[] names) =>
        ConfigKey.Number(c => c.LayerNormEpsilon, (c, n) => c with { LayerNormEpsilon = n }, otherwise, names);

    public static ConfigKey Activation(string otherwise, params string[] names) => new(
        names,
        (file, name, config) => config with { HiddenActivation = Activations.Known(file.Get(name, otherwise))! },
        config => config.HiddenActivation)
    {
        Rule = (
            value => value is null
                || (SettingValues.TryText(value, out var text) && Activations.Known(text) is not null),
            "use an encoder whose activation is 'gelu', 'gelu_new', 'gelu_pytorch_tanh', 'silu' or 'relu'"),
    };

    public static ConfigKey EmbeddingSize(Func<EncoderConfig, bool> isProjected) => new(
        ["embedding_size"],
        (file, name, config) =>
        {
            var sized = config with { EmbeddingSize = Math.Max(1, file.Get(name, 128)) };
            return sized with { Parts = sized.Parts with { EmbeddingProjection = isProjected(sized) } };
        },
        config => config.EmbeddingSize);

    /// <summary>
    /// θ of rotary positions: a key of its own, and since transformers 5 within rope_parameters, by itself or by the
    /// kind of layer.
    /// </summary>
    public static ConfigKey Theta(string name, double otherwise) => ConfigKey.Number(
        c => c.RotaryBase, (c, n) => c with { RotaryBase = n }, otherwise, name);

    public static ConfigKey LocalTheta(string name, double? otherwise) => new(
        [name],
        (file, key, config) => config with { LocalRotaryBase = file.Get(key, otherwise ?? config.RotaryBase) },
        config => config.LocalRotaryBase);

    /// <summary>See <see cref="Theta"/>; read after it.</summary>
    public static ConfigKey RopeParameters { get; } = new(
        ["rope_parameters"],
        (file, name, config) => file.Has(name) ? ReadRope(file.Part(name), config) : config,
        _ => null)
    {
        Rule = (IsPlainRope, "use an encoder whose rotary positions are of the type 'default'"),
    };

    public static ConfigKey LayerTypes { get; } = new(
        ["layer_types"],
        (file, name, config) => file.TryGet<JsonArray>(name, out var kinds)
            ? config with { LayerKinds = Kinds(file, name, kinds, config.Layers) }
            : config,
        config => new JsonArray([.. Enumerable.Range(0, config.Layers).Select(layer => (JsonNode)(
            config.IsLocal(layer) ? "sliding_attention" : "full_attention"))]));

    private static EncoderConfig At(EncoderConfig config, int padding) => config with
    {
        PadTokenId = padding,
        FirstPosition = config.Family.PositionsAfterPadding ? padding + 1 : 0,
    };

    private static EncoderConfig ReadRope(JsonFile rope, EncoderConfig config)
    {
        var full = rope.Has("full_attention") ? rope.Part("full_attention") : rope;
        var theta = full.Get("rope_theta", config.RotaryBase);
        var local = rope.Has("sliding_attention") ? rope.Part("sliding_attention") : null;
        return config with
        {
            RotaryBase = theta,
            LocalRotaryBase = local?.Get("rope_theta", theta) ?? theta,
        };
    }

    private static bool IsPlainRope(JsonNode? value) => value is null || (value is JsonObject rope && rope.All(
        entry => entry.Key switch
        {
            "rope_theta" => true,
            "rope_type" => SettingValues.OneOf("default")(entry.Value),
            "full_attention" or "sliding_attention" => IsPlainRope(entry.Value),
            _ => SettingValues.Off(entry.Value),
        }));

    private static string Kinds(JsonFile file, string name, JsonArray kinds, int layers)
    {
        var letters = kinds.Select(kind => $"{kind}" switch
        {
            "full_attention" => EncoderConfig.Full,
            "sliding_attention" => EncoderConfig.Sliding,
            _ => '?',
        }).ToArray();
        return letters.Length >= layers && !letters.Contains('?')
            ? Canonical(new string(letters.AsSpan(0, layers)))
            : throw SettingTable.Refused(
                file, name, kinds,
                $"one of full_attention and sliding_attention is needed for each of {layers} layers");
    }

    /// <summary>Nothing is said where all layers are full.</summary>
    public static string Canonical(string kinds) => kinds.Contains(EncoderConfig.Sliding) ? kinds : "";
}
