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
    [InlineData("pre_tokenizer", "UnicodeScripts")]
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
    public void Read_ConfigSilentOnWhatDefaultsDecide_IsRefusedWhereTheyContradict()
    {
        Write(json => json["normalizer"]!["lowercase"] = false);
        _directory.Write("tokenizer_config.json", """{"tokenizer_class":"BertTokenizer"}""");

        Refused(BundleError.Unsupported, "do_lower_case", "where nothing is said");

        _directory.Write("tokenizer_config.json", """{"tokenizer_class":"PreTrainedTokenizerFast"}""");
        Assert.False(TokenizerModel.Read(_directory["tokenizer.json"]).Settings.LowerCase);
    }

    [Theory]
    [InlineData(
        """{"tokenizer_class":"BertJapaneseTokenizer","word_tokenizer_type":"mecab"}""", "BertJapaneseTokenizer")]
    [InlineData("""{"tokenizer_class":"PreTrainedTokenizerFast"}""", "tokenizer.json is missing")]
    [InlineData("""{"truncation_side":"left"}""", "truncation_side 'left'")]
    [InlineData("""{"do_basic_tokenize":false}""", "do_basic_tokenize false")]
    [InlineData("""{"do_lower_case":null}""", "do_lower_case null")]
    [InlineData("""{"additional_special_tokens":["[DOC]"]}""", "[DOC]")]
    public void Read_ConfigOfAnotherTokenizer_IsRefusedByName(string config, string named)
    {
        _directory.Write("vocab.txt", TinyEncoders.Tokenizer.ToVocabText());
        _directory.Write("tokenizer_config.json", config);

        RefusedDirectory(BundleError.Unsupported, "tokenizer_config.json", named);
    }

    [Fact]
    public void Read_TokensAddedBesideTheVocabulary_AreRefusedByName()
    {
        _directory.Write("vocab.txt", TinyEncoders.Tokenizer.ToVocabText());
        _directory.Write("added_tokens.json", """{"[CLS]":2,"[SEP]":3}""");
        Assert.Equal(TinyEncoders.Tokenizer, TokenizerModel.Read(_directory.Path));

        _directory.Write("added_tokens.json", """{"[CLS]":2,"[DOC]":40}""");
        RefusedDirectory(BundleError.Unsupported, "added_tokens.json", "[DOC]");

        _directory.Write("added_tokens.json", """{"[CLS]":40}""");
        RefusedDirectory(BundleError.Unsupported, "added_tokens.json", "[CLS]", "40", "2 in the vocabulary");
    }

    [Fact]
    public void Read_SpecialTokensOfTheirMapAlone_AreTaken()
    {
        _directory.Write("vocab.txt", "<pad>\n<unk>\n<s>\n</s>\n<mask>\na\n");
        _directory.Write("special_tokens_map.json", """
            {"pad_token":"<pad>","unk_token":"<unk>","cls_token":{"content":"<s>","single_word":false},
             "sep_token":"</s>","mask_token":"<mask>"}
            """);

        Assert.Equal(
            ["<pad>", "<unk>", "<s>", "</s>", "<mask>"], TokenizerModel.Read(_directory.Path).Settings.SpecialTokens);

        _directory.Write("tokenizer_config.json", """{"cls_token":"<mask>"}""");
        RefusedDirectory(BundleError.Unsupported, "special_tokens_map.json", "cls_token", "'<mask>'", "agree");
    }

    [Fact]
    public void Read_VocabTextOfOtherTokens_IsRefused()
    {
        Write(_ => { });
        _directory.Write("vocab.txt", TinyEncoders.Tokenizer.ToVocabText().Replace("\nb\n", "\nB\n"));

        Refused(BundleError.Unsupported, "vocab.txt", "'B'", "'b' there");
    }

    [Fact]
    public void Read_VocabTextThatIsNotUtf8_IsRefused()
    {
        File.WriteAllBytes(_directory["vocab.txt"], [.. "[PAD]\n[UNK]\n[CLS]\n[SEP]\n[MASK]\n"u8, 0xE9, 0x0A]);

        RefusedDirectory(BundleError.Corrupt, "vocab.txt", "not UTF-8");
    }

    [Theory]
    [InlineData("cls", """["[CLS]",9]""")]
    [InlineData("sep", """["[SEP]",9]""")]
    public void Read_OlderProcessingWithOtherIds_IsRefused(string key, string value)
    {
        Write(json =>
        {
            json["post_processor"] = JsonNode.Parse(
                """{"type":"BertProcessing","sep":["[SEP]",3],"cls":["[CLS]",2]}""");
            json["post_processor"]![key] = JsonNode.Parse(value);
        });

        Refused(BundleError.Unsupported, "post_processor", key, "9");
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

    private void RefusedDirectory(BundleError code, params string[] named)
    {
        var error = Assert.Throws<BundleException>(() => TokenizerModel.Read(_directory.Path));
        Assert.Equal(code, error.Code);
        Assert.All(named, name => Assert.Contains(name, error.Message));
    }
}
