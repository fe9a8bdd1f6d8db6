using System.Text.Json.Nodes;

namespace Kale.Bundles;

/// <summary>
/// tokenizer.json → <see cref="TokenizerModel"/>. How long inputs are cut and filled is the caller's and is not read;
/// whatever else would change token ids and is not BERT's own is refused by name.
/// </summary>
internal static class TokenizerJsonReader
{
    private static readonly string[] s_sides = ["truncation", "padding"];
    private static readonly string[] s_templates = ["single", "pair"];

    public static TokenizerModel Read(JsonFile file)
    {
        ModelSettings.TokenizerJson.Check(file);
        var normalizer = Section(file, "normalizer", "BertNormalizer");
        Section(file, "pre_tokenizer", "BertPreTokenizer");
        CheckSides(file);
        var model = Section(file, "model", "WordPiece");
        var vocabulary = ReadVocabulary(model);
        var (first, separator) = Frame(Required(file, "post_processor", "TemplateProcessing"), vocabulary);
        var settings = new TokenizerSettings(
            LowerCase: normalizer.Get("lowercase", true),
            StripAccents: normalizer.TryGet<bool>("strip_accents", out var strip) ? strip : null,
            HandleChineseChars: normalizer.Get("handle_chinese_chars", true),
            CleanText: normalizer.Get("clean_text", true),
            MaxCharsPerWord: model.Get("max_input_chars_per_word", 100),
            UnknownToken: model.Get("unk_token", "[UNK]"),
            ClassToken: first,
            SeparatorToken: separator,
            ContinuationPrefix: model.Get("continuing_subword_prefix", "##"));
        return WithCompanions(file, vocabulary, settings);
    }

    private static JsonFile Section(JsonFile file, string key, string type)
    {
        var section = Required(file, key, type);
        var found = section.Get("type", type);
        return found == type ? section : throw new BundleException(
            BundleError.Unsupported, $"{file.Path}: {key} '{found}' is not supported; a BERT tokenizer's is '{type}'.");
    }

    private static JsonFile Required(JsonFile file, string key, string type)
    {
        if (!file.Has(key))
        {
            throw SettingTable.Refused(file, key, null, $"a BERT tokenizer's is '{type}'");
        }

        var section = file.Part(key);
        if (IsOurs(section.Get("type", type), type)) { ModelSettings.TokenizerSections[key].Check(section); }
        return section;
    }

    // Of another kind's settings its name is told, and not its first key.
    private static bool IsOurs(string found, string type) => found == type || found == "BertProcessing";

    // Lengths are the model's, but the sides are taken from here where tokenizer_config.json is silent.
    private static void CheckSides(JsonFile file)
    {
        foreach (var key in s_sides.Where(file.Has))
        {
            ModelSettings.TokenizerSections[key].Check(file.Part(key));
        }
    }

    private static Vocabulary ReadVocabulary(JsonFile model)
    {
        var vocab = model.Get<JsonObject>("vocab");
        var tokens = new string[vocab.Count];
        foreach (var (token, node) in vocab)
        {
            if (node is not JsonValue value || !value.TryGetValue<int>(out var id) || (uint)id >= tokens.Length
                || tokens[id] is not null)
            {
                throw new BundleException(
                    BundleError.Corrupt,
                    $"{model.Path}: token '{token}' has id {node?.ToJsonString()}; "
                        + $"the {tokens.Length} ids must be 0 to {tokens.Length - 1}, each once.");
            }

            tokens[id] = token;
        }

        return new Vocabulary(tokens);
    }

    // TemplateProcessing "[CLS] A [SEP]", or the older BertProcessing { "cls": ["[CLS]", 101], "sep": […] }.
    private static (string First, string Separator) Frame(JsonFile post, Vocabulary vocabulary) =>
        post.Get<string>("type") switch
        {
            "BertProcessing" => (Framing(post, "cls", vocabulary), Framing(post, "sep", vocabulary)),
            "TemplateProcessing" => FromTemplate(post, vocabulary),
            var other => throw new BundleException(
                BundleError.Unsupported,
                $"{post.Path}: post_processor '{other}' is not supported; TemplateProcessing and BertProcessing are."),
        };

    private static string Framing(JsonFile post, string key, Vocabulary vocabulary) =>
        post.Get<JsonArray>(key) is [{ } token, { } id]
            && vocabulary.TryGetId($"{token}", out var own) && JsonNode.DeepEquals(id, own)
            ? $"{token}"
            : throw SettingTable.Refused(post, key, post.Root[key], "it must be a token of the vocabulary with its id");

    private static (string First, string Separator) FromTemplate(JsonFile post, Vocabulary vocabulary)
    {
        var single = post.Get<JsonArray>("single");
        var special = single.Select(piece => piece?["SpecialToken"]?["id"]?.ToString()).ToArray();
        if (special is not [{ } first, null, { } separator])
        {
            throw SettingTable.Refused(post, "single", single, "a BERT tokenizer's is '[CLS] text [SEP]'");
        }

        var template = TokenizerJson.Template(first, separator);
        foreach (var key in s_templates.Where(post.Has))
        {
            if (!JsonNode.DeepEquals(post.Root[key], template[key]))
            {
                throw SettingTable.Refused(
                    post, key, post.Root[key], "a BERT tokenizer's is '[CLS] text [SEP]', of token type 0, and for "
                        + "pairs '[CLS] text [SEP] text [SEP]', of which the second text is of type 1");
            }
        }

        RequireIds(post, first, vocabulary);
        RequireIds(post, separator, vocabulary);
        return (first, separator);
    }

    private static void RequireIds(JsonFile post, string token, Vocabulary vocabulary)
    {
        var said = post.Get<JsonObject>("special_tokens")[token]?["ids"];
        if (vocabulary.TryGetId(token, out var id) && !JsonNode.DeepEquals(said, new JsonArray(id)))
        {
            throw SettingTable.Refused(
                post, "special_tokens", said, $"'{token}' has the id {id} in the vocabulary; make the two agree");
        }
    }

    // Pad and mask are named only in the files beside; where several speak, they must agree.
    private static TokenizerModel WithCompanions(JsonFile file, Vocabulary vocabulary, TokenizerSettings settings)
    {
        var companions = TokenizerCompanions.Beside(file.Path);
        var said = companions.Over(companions.HasBertsDefaults ? new() : settings);
        if (companions.Config is { } config)
        {
            Agree(config, "do_lower_case", said.LowerCase, settings.LowerCase);
            Agree(config, "strip_accents", said.StripsAccents, settings.StripsAccents);
            Agree(config, "tokenize_chinese_chars", said.HandleChineseChars, settings.HandleChineseChars);
        }

        companions.RequireToken("cls_token", settings.ClassToken);
        companions.RequireToken("sep_token", settings.SeparatorToken);
        companions.RequireToken("unk_token", settings.UnknownToken);
        settings = settings with { PadToken = said.PadToken, MaskToken = said.MaskToken };
        RequireSameVocabText(file, vocabulary);
        companions.RequireNoOtherTokens(vocabulary, settings);
        new AddedTokenRules(vocabulary, settings).RequireList(file);
        return TokenizerRules.Checked(file.Path, vocabulary, settings);
    }

    private static void Agree(JsonFile config, string key, bool said, bool normalizer)
    {
        if (said != normalizer)
        {
            throw new BundleException(
                BundleError.Unsupported,
                $"{config.Path}: {key} is {said}{(config.Has(key) ? "" : " where nothing is said")}, but the "
                    + $"normalizer of tokenizer.json says {normalizer}; make the two agree.");
        }
    }

    private static void RequireSameVocabText(JsonFile file, Vocabulary vocabulary)
    {
        var path = Path.Combine(Path.GetDirectoryName(Path.GetFullPath(file.Path))!, "vocab.txt");
        if (!File.Exists(path) || VocabText.ReadVocabulary(path) == vocabulary) { return; }
        throw new BundleException(
            BundleError.Unsupported,
            $"{path}: its tokens are not those of tokenizer.json: {DifferenceOf(path, vocabulary)}. "
                + "Remove the file that is not the encoder's.");
    }

    private static string DifferenceOf(string path, Vocabulary vocabulary)
    {
        var text = VocabText.ReadVocabulary(path);
        var id = Enumerable.Range(0, Math.Min(text.Count, vocabulary.Count))
            .FirstOrDefault(i => text.Tokens[i] != vocabulary.Tokens[i], -1);
        return id < 0
            ? $"it has {text.Count}, and tokenizer.json {vocabulary.Count}"
            : $"{id} is '{text.Tokens[id]}', and '{vocabulary.Tokens[id]}' there";
    }
}
