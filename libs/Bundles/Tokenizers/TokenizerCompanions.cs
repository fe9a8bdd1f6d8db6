namespace Kale.Bundles;

/// <summary>
/// The files beside a vocab.txt or tokenizer.json that say more about its tokenizer; a file that is not there is null.
/// </summary>
/// <param name="Config">tokenizer_config.json.</param>
/// <param name="Map">special_tokens_map.json.</param>
/// <param name="Added">added_tokens.json.</param>
internal sealed record TokenizerCompanions(JsonFile? Config, JsonFile? Map, JsonFile? Added)
{
    /// <summary>Their settings are checked.</summary>
    public static TokenizerCompanions Beside(string path) => Beside(path, ModelSettings.TokenizerConfig);

    /// <summary>Their settings are checked, those of tokenizer_config.json by this table.</summary>
    public static TokenizerCompanions Beside(string path, SettingTable table)
    {
        var directory = Path.GetDirectoryName(Path.GetFullPath(path))!;
        var companions = new TokenizerCompanions(
            JsonFile.ReadIfExists(Path.Combine(directory, "tokenizer_config.json")),
            JsonFile.ReadIfExists(Path.Combine(directory, "special_tokens_map.json")),
            JsonFile.ReadIfExists(Path.Combine(directory, "added_tokens.json")));
        if (companions.Config is { } config)
        {
            table.Check(config);
            if (!config.Has("tokenizer_class")) { ModelSettings.UnnamedTokenizerConfig.Check(config); }
        }

        if (companions.Map is { } map) { ModelSettings.SpecialTokensMap.Check(map); }
        return companions;
    }

    /// <summary>
    /// Whether what tokenizer_config.json does not say is BertTokenizer's default, and not what tokenizer.json says.
    /// </summary>
    public bool HasBertsDefaults =>
        Config is not null
        && ModelSettings.WordPieceClasses.Contains(Config.Get("tokenizer_class", ModelSettings.WordPieceClasses[0]));

    /// <summary>These settings with what the files say of them.</summary>
    public TokenizerSettings Over(TokenizerSettings otherwise) => otherwise with
    {
        LowerCase = Config?.Get("do_lower_case", otherwise.LowerCase) ?? otherwise.LowerCase,
        StripAccents = Config is not null && Config.TryGet<bool>("strip_accents", out var strip)
            ? strip
            : otherwise.StripAccents,
        HandleChineseChars =
            Config?.Get("tokenize_chinese_chars", otherwise.HandleChineseChars) ?? otherwise.HandleChineseChars,
        UnknownToken = Token("unk_token", otherwise.UnknownToken),
        ClassToken = Token("cls_token", otherwise.ClassToken),
        SeparatorToken = Token("sep_token", otherwise.SeparatorToken),
        PadToken = Token("pad_token", otherwise.PadToken),
        MaskToken = Token("mask_token", otherwise.MaskToken),
    };

    /// <exception cref="BundleException">A file says another token than tokenizer.json does.</exception>
    public void RequireToken(string key, string own)
    {
        if (Token(key, own) is var said && said != own)
        {
            throw SettingTable.Refused(FileOf(key), key, said, $"tokenizer.json says '{own}'; make the two agree");
        }
    }

    /// <exception cref="BundleException">Tokens beside the vocabulary, or other special ones, are named.</exception>
    public void RequireNoOtherTokens(Vocabulary vocabulary, TokenizerSettings settings)
    {
        var rules = new AddedTokenRules(vocabulary, settings);
        foreach (var file in new[] { Config, Map }.OfType<JsonFile>())
        {
            rules.RequireSpecials(file);
        }

        if (Config is { } config) { rules.RequireDecoder(config); }
        if (Added is { } added) { rules.RequireAdded(added); }
    }

    /// <summary>The special token of this name; null where neither file says it.</summary>
    public string? Token(string key) => Token(key, "") is { Length: > 0 } said ? said : null;

    /// <summary>Which file says it.</summary>
    public JsonFile FileOf(string key) => AddedTokenRules.ContentOf(Config, key) is null ? Map! : Config!;

    // Which of the two files the reading library believes depends on its version: they must agree.
    private string Token(string key, string otherwise)
    {
        var (config, map) = (AddedTokenRules.ContentOf(Config, key), AddedTokenRules.ContentOf(Map, key));
        return config is null || map is null || config == map ? config ?? map ?? otherwise
            : throw SettingTable.Refused(Map!, key, map, $"tokenizer_config.json says '{config}'; make the two agree");
    }
}
