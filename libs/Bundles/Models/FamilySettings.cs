namespace Kale.Bundles;

/// <summary>A family's config.json.</summary>
/// <param name="Keys">The keys that its encoders follow, in the order in which one may need another.</param>
/// <param name="Others">What becomes of its own others.</param>
internal sealed record FamilySettings(ConfigKey[] Keys, params Setting[] Others)
{
    private static readonly string[] s_heads =
    [
        "Model", "ForMaskedLM", "ForPreTraining", "ForNextSentencePrediction", "ForSequenceClassification",
        "ForTokenClassification", "ForQuestionAnswering", "ForMultipleChoice",
    ];

    /// <summary>Its classes whose encoder is taken, by what follows the prefix.</summary>
    public string[] Heads { get; init; } = s_heads;

    /// <summary>What is written beside the keys, for those who read the file and not for us.</summary>
    public ConfigKey[] Written { get; init; } = [];

    /// <summary>What every encoder of it begins with.</summary>
    public Func<EncoderConfig, EncoderConfig> Begin { get; init; } = config => config;

    /// <summary>The rows of its keys, and its others.</summary>
    public IEnumerable<Setting> Rows => Keys.SelectMany(key => Setting.Honoured(
        key.Rule.Allows, key.Rule.Needed, key.Names)).Concat(Others);
}
