using System.Text.Json.Nodes;

namespace Kale.Bundles;

/// <summary>
/// tokenizer.json → <see cref="TokenizerPipeline"/>. How long inputs are cut and filled is the caller's and is not
/// read; a component or setting that is not known is refused by name.
/// </summary>
internal static class PipelineReader
{
    private static readonly string[] s_leftovers = ["truncation", "padding"];

    // These classes put their own flags into what tokenizer.json says; what they do not say is false and true.
    private static readonly string[] s_roberta = ["RobertaTokenizer", "RobertaTokenizerFast"];

    public static TokenizerModel Read(JsonFile file)
    {
        ModelSettings.TokenizerJson.Check(file);
        var companions = TokenizerCompanions.Beside(file.Path, ModelSettings.PipelineTokenizerConfig);
        var (model, pieces) = PieceModelReader.Read(file);
        var (tokens, all) = AddedTokenReader.Read(file, pieces);
        var (single, pair) = new FrameReader(all).Read(file);
        var (normalizers, preTokenizers) = (NormalizerReader.Read(file), PreTokenizerReader.Read(file));
        RequireAgreement(companions, normalizers, preTokenizers);
        RequireEnds(companions, single);
        RequireFirst(file, normalizers, preTokenizers);
        return new TokenizerModel(all, new TokenizerSettings())
        {
            Pipeline = new TokenizerPipeline(
                normalizers, preTokenizers, model, single, pair, tokens,
                AddedTokenReader.Specials(companions, tokens, all), JsonText.Write(WithoutLeftovers(file.Root))),
        };
    }

    // Gemma's class puts these tokens in itself, whatever tokenizer.json says.
    private static void RequireEnds(TokenizerCompanions companions, TokenFrame single)
    {
        var config = companions.Config;
        var isGemmas = config?.Get("tokenizer_class", "").StartsWith("Gemma", StringComparison.Ordinal) ?? false;
        foreach (var (key, otherwise, has) in new[]
        {
            ("add_bos_token", isGemmas, single.Before.Count > 0), ("add_eos_token", false, single.After.Count > 0),
        })
        {
            var says = config?.Get(key, otherwise) ?? has;
            if (says != has && (says || isGemmas))
            {
                throw SettingTable.Refused(
                    config!, key, says, "tokenizer.json's post_processor says otherwise; make the two agree");
            }
        }
    }

    private static JsonObject WithoutLeftovers(JsonObject root)
    {
        foreach (var key in s_leftovers.Where(root.ContainsKey)) { root[key] = null; }
        return root;
    }

    private static void RequireAgreement(
        TokenizerCompanions companions,
        IReadOnlyList<NormalizerStep> normalizers,
        IReadOnlyList<PreTokenizerStep> preTokenizers)
    {
        if (companions.Config is not { } config) { return; }
        if (s_roberta.Contains(config.Get("tokenizer_class", ""))
            && preTokenizers is [ByteLevelStep bytes] && bytes.AddPrefixSpace != config.Get("add_prefix_space", false))
        {
            throw SettingTable.Refused(
                config, "add_prefix_space", config.Get("add_prefix_space", false),
                $"tokenizer.json says {bytes.AddPrefixSpace}; make the two agree");
        }

        if (normalizers is [BertNormalizerStep bert] && !Agrees(config, bert))
        {
            throw SettingTable.Refused(
                config, "do_lower_case", config.Root["do_lower_case"], "it, strip_accents and tokenize_chinese_chars "
                    + "must be what the normalizer of tokenizer.json says; make the two agree");
        }
    }

    private static bool Agrees(JsonFile config, BertNormalizerStep bert) =>
        config.Get("do_lower_case", bert.LowerCase) == bert.LowerCase
        && config.Get("tokenize_chinese_chars", bert.HandleChineseChars) == bert.HandleChineseChars
        && config.Get("strip_accents", bert.StripAccents) == bert.StripAccents;

    // "first" is the first place of the text as it came, which is no longer there where a step removes it.
    private static void RequireFirst(
        JsonFile file, IReadOnlyList<NormalizerStep> normalizers, IReadOnlyList<PreTokenizerStep> preTokenizers)
    {
        if (preTokenizers.OfType<MetaspaceStep>().Any(step => step.Prepend == PrependScheme.First)
            && !normalizers.All(step => step is UnicodeFormStep or LowercaseStep or PrependStep
                || (step is ReplaceStep replace && replace.Content.Length > 0)))
        {
            throw SettingTable.Refused(
                file, "pre_tokenizer", "first", "this prepend_scheme is read only behind normalizers that remove "
                    + "nothing");
        }
    }
}
