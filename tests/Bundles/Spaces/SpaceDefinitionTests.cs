namespace Kale.Bundles.Tests.Spaces;

public sealed class SpaceDefinitionTests
{
    private readonly EncoderModel _model = TinyEncoders.Dual();

    private string Id => SpaceDefinition.Symmetric(_model).Id;

    [Fact]
    public void Id_Form_IsSpaceAndThirtyTwoHexDigits() => Assert.Matches("^space-[0-9a-f]{32}$", Id);

    [Fact]
    public void Id_AnyFieldChanged_Changes()
    {
        var space = SpaceDefinition.Symmetric(_model);
        SpaceDefinition[] changed =
        [
            space with { ContextFingerprint = "x" },
            space with { QueryFingerprint = "x" },
            space with { TokenizerHash = "x" },
            space with { Pooling = PoolingMode.Cls },
            space with { Prompts = Prompts.None },
            space with { Normalize = false },
            space with { Dims = 9 },
            space with { Metric = Metric.Dot },
        ];

        Assert.Equal(9, changed.Select(s => s.Id).Append(space.Id).Distinct().Count());
    }

    [Fact]
    public void Id_WhatChangesVectors_ChangesIt()
    {
        EncoderModel[] changed =
        [
            TinyEncoders.Dual(seed: 2),
            _model with { Pooling = PoolingMode.Cls },
            _model with { MaxTokens = 23 },
            _model with { Prompts = new Prompts("query: ", "document: ") },
            _model with { Metric = Metric.Dot },
            _model with
            {
                Tokenizer = _model.Tokenizer with { Settings = new TokenizerSettings(HandleChineseChars: false) },
            },
        ];

        Assert.Equal(7, changed.Select(m => SpaceDefinition.Symmetric(m).Id).Append(Id).Distinct().Count());
    }

    [Fact]
    public void Id_WhatChangesNoVector_StaysTheSame()
    {
        Assert.Equal(Id, SpaceDefinition.Symmetric(TinyEncoders.Dual()).Id);
        Assert.Equal(Id, SpaceDefinition.Symmetric(_model with { LayersKept = [7, 8] }).Id);
        Assert.Equal(Id, SpaceDefinition.Symmetric(_model with { Config = _model.Config with { PadTokenId = 1 } }).Id);
    }

    [Fact]
    public void Between_TwoEncoders_IsNotSymmetric()
    {
        var (context, query) = (TinyEncoders.Dual(seed: 1), TinyEncoders.Dual(seed: 2));

        var there = SpaceDefinition.Between(context, query);
        var back = SpaceDefinition.Between(query, context);

        Assert.Equal((context.Fingerprint, query.Fingerprint), (there.ContextFingerprint, there.QueryFingerprint));
        Assert.NotEqual(there.Id, back.Id);
        Assert.Equal(SpaceDefinition.Symmetric(context), SpaceDefinition.Between(context, TinyEncoders.Dual(seed: 1)));
    }

    [Fact]
    public void Between_EncodersOfDifferentDims_IsRefused()
    {
        var error = Assert.Throws<BundleException>(() => SpaceDefinition.Between(_model, TinyEncoders.Dual(dims: 4)));

        Assert.Equal(BundleError.SpaceMismatch, error.Code);
        Assert.Contains("8 dims", error.Message);
        Assert.Contains("4 dims", error.Message);
    }

    [Fact]
    public void Symmetric_CrossEncoder_IsRefused() =>
        Assert.Equal(
            BundleError.Invalid,
            Assert.Throws<BundleException>(() => SpaceDefinition.Symmetric(TinyEncoders.Cross())).Code);
}
