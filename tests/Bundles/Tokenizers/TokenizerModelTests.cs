using System.Text.Json.Nodes;

namespace Kale.Bundles.Tests.Tokenizers;

public sealed class TokenizerModelTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void Read_TokenizerJson_GivesTheSameModel()
    {
        var model = TinyEncoders.Tokenizer with
        {
            Settings = new TokenizerSettings(
                LowerCase: false, StripAccents: true, HandleChineseChars: false, CleanText: false, MaxCharsPerWord: 7),
        };

        Assert.Equal(model, TokenizerModel.Read(_directory.Write("tokenizer.json", model.ToTokenizerJson())));
        Assert.Equal(model, TokenizerModel.Read(_directory.Path));
    }

    [Fact]
    public void Read_VocabText_GivesTheSameModel()
    {
        var model = TinyEncoders.Tokenizer with
        {
            Settings = new TokenizerSettings(LowerCase: false, StripAccents: true, HandleChineseChars: false),
        };
        _directory.Write("vocab.txt", model.ToVocabText());
        _directory.Write(
            "tokenizer_config.json",
            """{"do_lower_case":false,"strip_accents":true,"tokenize_chinese_chars":false}""");

        Assert.Equal(model, TokenizerModel.Read(_directory["vocab.txt"]));
        Assert.Equal(model, TokenizerModel.Read(_directory.Path));
    }

    [Fact]
    public void Read_VocabTextAlone_HasBertsDefaults()
    {
        _directory.Write("vocab.txt", TinyEncoders.Tokenizer.ToVocabText().Replace("\n", "\r\n"));

        Assert.Equal(TinyEncoders.Tokenizer, TokenizerModel.Read(_directory.Path));
    }

    [Fact]
    public void Read_SpecialTokensOfAnotherSpelling_AreTaken()
    {
        _directory.Write("vocab.txt", "<pad>\n<unk>\n<s>\n</s>\n<mask>\na\n");
        var config = """
            {"pad_token":"<pad>","unk_token":{"content":"<unk>","lstrip":false},"cls_token":"<s>","sep_token":"</s>","mask_token":"<mask>"}
            """;
        _directory.Write("tokenizer_config.json", config);
        _directory.Write("again/tokenizer_config.json", config);

        var model = TokenizerModel.Read(_directory.Path);

        Assert.Equal(["<pad>", "<unk>", "<s>", "</s>", "<mask>"], model.Settings.SpecialTokens);
        Assert.Equal(model, TokenizerModel.Read(_directory.Write("again/tokenizer.json", model.ToTokenizerJson())));
    }

    [Fact]
    public void Read_OlderBertProcessing_IsTaken()
    {
        Write(json => json["post_processor"] = JsonNode.Parse(
            """{"type":"BertProcessing","sep":["[SEP]",3],"cls":["[CLS]",2]}"""));

        Assert.Equal(TinyEncoders.Tokenizer, TokenizerModel.Read(_directory["tokenizer.json"]));
    }

    [Theory]
    [InlineData("normalizer", "NFC")]
    [InlineData("pre_tokenizer", "ByteLevel")]
    [InlineData("model", "BPE")]
    [InlineData("post_processor", "RobertaProcessing")]
    public void Read_AnotherTokenizer_IsRefusedByName(string part, string type)
    {
        Write(json => json[part]!["type"] = type);

        Refused(BundleError.Unsupported, part, $"'{type}'");
    }

    [Fact]
    public void Read_IdTwice_IsRefused()
    {
        Write(json => json["model"]!["vocab"]!["b"] = 5);

        Refused(BundleError.Corrupt, "'b'", "5");
    }

    [Fact]
    public void Read_IdsWithAHole_AreRefused()
    {
        Write(json => json["model"]!["vocab"]!["b"] = 400);

        Refused(BundleError.Corrupt, "'b'", "400");
    }

    [Fact]
    public void Read_FurtherAddedToken_IsRefused()
    {
        Write(json =>
            json["added_tokens"]!.AsArray().Add(JsonNode.Parse("""{"id":7,"content":"[Q]","special":true}""")));

        Refused(BundleError.Unsupported, "'[Q]'");
    }

    [Fact]
    public void Read_AnotherTemplate_IsRefused()
    {
        Write(json => json["post_processor"]!["single"]!.AsArray().RemoveAt(2));

        Refused(BundleError.Unsupported, "[CLS] text [SEP]");
    }

    [Fact]
    public void Read_ConfigThatContradicts_IsRefused()
    {
        Write(_ => { });
        _directory.Write("tokenizer_config.json", """{"do_lower_case":false}""");

        Refused(BundleError.Unsupported, "do_lower_case", "make the two agree");
    }

    [Fact]
    public void Read_VocabularyWithoutASpecialToken_IsRefused()
    {
        _directory.Write("vocab.txt", "[PAD]\n[UNK]\n[CLS]\n[MASK]\na\n");

        var error = Assert.Throws<BundleException>(() => TokenizerModel.Read(_directory.Path));

        Assert.Equal(BundleError.Missing, error.Code);
        Assert.Contains("'[SEP]'", error.Message);
    }

    [Fact]
    public void Read_TokenTwice_IsRefused()
    {
        _directory.Write("vocab.txt", TinyEncoders.Tokenizer.ToVocabText() + "a\n");

        var error = Assert.Throws<BundleException>(() => TokenizerModel.Read(_directory.Path));

        Assert.Contains("'a' twice", error.Message);
    }

    [Fact]
    public void Hash_AnySettingOrToken_ChangesIt()
    {
        var (model, settings) = (TinyEncoders.Tokenizer, new TokenizerSettings());
        TokenizerSettings[] changed =
        [
            settings with { LowerCase = false },
            settings with { StripAccents = false },
            settings with { HandleChineseChars = false },
            settings with { CleanText = false },
            settings with { MaxCharsPerWord = 99 },
            settings with { UnknownToken = "a" },
            settings with { ClassToken = "a" },
            settings with { SeparatorToken = "a" },
            settings with { PadToken = "a" },
            settings with { MaskToken = "a" },
            settings with { ContinuationPrefix = "#" },
        ];
        var hashes = changed.Select(s => (model with { Settings = s }).Hash)
            .Append(new TokenizerModel(new Vocabulary([.. model.Vocabulary.Tokens.Reverse()]), settings).Hash)
            .Append(model.Hash).ToList();

        Assert.Equal(hashes.Count, hashes.Distinct().Count());
    }

    [Fact]
    public void Hash_DefaultSpeltOut_StaysTheSame()
    {
        var spelt = TinyEncoders.Tokenizer with { Settings = new TokenizerSettings(StripAccents: true) };

        Assert.Equal(TinyEncoders.Tokenizer.Hash, spelt.Hash);
    }

    private void Write(Action<JsonNode> change)
    {
        var json = JsonNode.Parse(TinyEncoders.Tokenizer.ToTokenizerJson())!;
        change(json);
        _directory.Write("tokenizer.json", json.ToJsonString());
    }

    private void Refused(BundleError code, params string[] named)
    {
        var error = Assert.Throws<BundleException>(() => TokenizerModel.Read(_directory["tokenizer.json"]));
        Assert.Equal(code, error.Code);
        Assert.Contains(_directory.Path, error.Message);
        Assert.All(named, name => Assert.Contains(name, error.Message));
    }
}
