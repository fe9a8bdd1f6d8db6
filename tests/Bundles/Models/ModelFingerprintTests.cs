namespace Kale.Bundles.Tests.Models;

public sealed class ModelFingerprintTests
{
    private readonly EncoderModel _model = TinyEncoders.Dual(dims: 4);

    [Fact]
    public void Fingerprint_AnythingThatChangesVectors_ChangesIt()
    {
        EncoderModel[] changed =
        [
            _model with { Pooling = PoolingMode.Cls },
            _model with { Normalize = false },
            _model with { MaxTokens = 23 },
            _model with { Prompts = new Prompts("q: ", "passage: ") },
            _model with { Prompts = new Prompts("query: ", "p: ") },
            _model with { Prompts = new Prompts("query: passage: ", "") },
            _model with { Config = _model.Config with { Heads = 4 } },
            _model with { Config = _model.Config with { LayerNormEpsilon = 1e-5 } },
            _model with { Tokenizer = _model.Tokenizer with { Settings = new TokenizerSettings(LowerCase: false) } },
            _model with { Config = _model.Config with { Layers = 1 } },
            _model with { Weights = _model.Weights.Without("projection.weight") },
            .. _model.Weights.Names.Select(WithOneBitFlipped),
        ];
        var fingerprints = changed.Select(m => m.Fingerprint).Append(_model.Fingerprint).ToList();

        Assert.Equal(fingerprints.Count, fingerprints.Distinct().Count());
        Assert.All(fingerprints, f => Assert.Matches("^[0-9a-f]{64}$", f));
    }

    [Fact]
    public void Fingerprint_WhatChangesNoVector_StaysTheSame()
    {
        EncoderModel[] same =
        [
            _model with { Metric = Metric.Dot },
            _model with { LayersKept = [3, 4] },
            _model with { Config = _model.Config with { PadTokenId = 1 } },
            _model with { Weights = new TensorSet(_model.Weights.Tensors.Reverse()) },
            _model with { Weights = _model.Weights.With(new Tensor("pooler.dense.bias", [1], [1])) },
            _model with { Tokenizer = _model.Tokenizer with { Settings = new TokenizerSettings(StripAccents: true) } },
            TinyEncoders.Dual(dims: 4),
        ];

        Assert.All(same, m => Assert.Equal(_model.Fingerprint, m.Fingerprint));
    }

    [Fact]
    public void Fingerprint_CrossEncoder_IgnoresPoolingAndPrompts()
    {
        var cross = TinyEncoders.Cross();

        Assert.Equal(
            cross.Fingerprint,
            (cross with { Pooling = PoolingMode.Cls, Prompts = new Prompts("a", "b") }).Fingerprint);
        Assert.NotEqual(cross.Fingerprint, TinyEncoders.Cross(seed: 2).Fingerprint);
    }

    private EncoderModel WithOneBitFlipped(string name)
    {
        var tensor = _model.Weights[name];
        var data = (float[])tensor.Data.Clone();
        data[^1] = BitConverter.UInt32BitsToSingle(BitConverter.SingleToUInt32Bits(data[^1]) ^ 1);
        return _model with { Weights = _model.Weights.With(new Tensor(name, tensor.Shape, data)) };
    }
}
