using System.Text.Json.Nodes;

namespace Kale.Bundles;

/// <summary>
/// tokenizer.json → <see cref="TokenizerModel"/>. Padding and truncation are the caller's and are not read; whatever
/// else would change token ids and is not BERT's own is refused by name.
/// </summary>
internal static class TokenizerJsonReader
{
    public static TokenizerModel Read(JsonFile file)
    {
        var normalizer = Section(file, "normalizer", "BertNormalizer");
        Section(file, "pre_tokenizer", "BertPreTokenizer");
        var model = Section(file, "model", "WordPiece");
        var vocabulary = ReadVocabulary(model);
        var (first, separator) = Frame(file);
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
        settings = WithConfig(file, settings);
        CheckAddedTokens(file, vocabulary, settings);
        return TokenizerRules.Checked(file.Path, vocabulary, settings);
    }

    private static JsonFile Section(JsonFile file, string key, string type)
    {
        var section = file.Part(key);
        var found = section.Get("type", type);
        return found == type ? section : throw new BundleException(
            BundleError.Unsupported, $"{file.Path}: {key} '{found}' is not supported; a BERT tokenizer's is '{type}'.");
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
    private static (string First, string Separator) Frame(JsonFile file)
    {
        var post = file.Part("post_processor");
        return post.Get<string>("type") switch
        {
            "BertProcessing" => (post.Get<JsonArray>("cls")[0]!.ToString(), post.Get<JsonArray>("sep")[0]!.ToString()),
            "TemplateProcessing" => FromTemplate(post),
            var other => throw new BundleException(
                BundleError.Unsupported,
                $"{file.Path}: post_processor '{other}' is not supported; TemplateProcessing and BertProcessing are."),
        };
    }

    private static (string First, string Separator) FromTemplate(JsonFile post)
    {
        var single = post.Get<JsonArray>("single");
        var special = single.Select(piece => piece?["SpecialToken"]?["id"]?.ToString()).ToArray();
        return special is [{ } first, null, { } separator] && single[1]?["Sequence"] is not null
            ? (first, separator)
            : throw new BundleException(
                BundleError.Unsupported, $"{post.Path}: the template {single.ToJsonString()} is not '[CLS] text "
                    + "[SEP]'.");
    }

    // Pad and mask are named only in tokenizer_config.json; where both files speak, they must agree.
    private static TokenizerSettings WithConfig(JsonFile file, TokenizerSettings settings)
    {
        if (TokenizerConfigJson.Beside(file.Path) is not { } config)
        {
            return settings;
        }

        var said = TokenizerConfigJson.Read(config);
        Agree(config, "do_lower_case", said.LowerCase, settings.LowerCase);
        Agree(config, "strip_accents", said.StripsAccents, settings.StripsAccents);
        Agree(config, "tokenize_chinese_chars", said.HandleChineseChars, settings.HandleChineseChars);
        return settings with { PadToken = said.PadToken, MaskToken = said.MaskToken };
    }

    private static void Agree(JsonFile config, string key, bool said, bool normalizer)
    {
        if (config.Has(key) && said != normalizer)
        {
            throw new BundleException(
                BundleError.Unsupported,
                $"{config.Path}: {key} is {said} but the normalizer of tokenizer.json says {normalizer}; "
                    + "make the two agree.");
        }
    }

    private static void CheckAddedTokens(JsonFile file, Vocabulary vocabulary, TokenizerSettings settings)
    {
        foreach (var added in file.Get("added_tokens", new JsonArray()))
        {
            var content = added?["content"]?.ToString() ?? "";
            if (!settings.SpecialTokens.Contains(content) || !vocabulary.TryGetId(content, out _))
            {
                throw new BundleException(
                    BundleError.Unsupported,
                    $"{file.Path}: the added token '{content}' is not supported; only pad, unknown, class, "
                        + "separator and mask are.");
            }
        }
    }
}
