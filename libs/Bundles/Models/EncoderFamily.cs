namespace Kale.Bundles;

/// <summary>
/// A family of encoders: what its published directories call things, and in what it differs from BERT. Importing, the
/// graph, the network that learns and the writing of bundles follow from its entry.
/// </summary>
/// <param name="Name">Its model_type in config.json.</param>
/// <param name="ClassPrefix">Of its classes in transformers, <c>BertModel</c> and so on.</param>
/// <param name="TensorPrefix">In front of the encoder's tensors where a head was saved with it.</param>
/// <param name="DefaultPadTokenId">pad_token_id where config.json says none.</param>
/// <param name="PositionsAfterPadding">
/// Whether the k-th token that is no padding has the position pad_token_id + 1 + k, and padding has pad_token_id.
/// </param>
/// <param name="ClassifierNames">How the tensors of a classifier are called, by their names here.</param>
public sealed record EncoderFamily(
    string Name,
    string ClassPrefix,
    string TensorPrefix,
    int DefaultPadTokenId,
    bool PositionsAfterPadding,
    IReadOnlyDictionary<string, string> ClassifierNames)
{
    private static readonly Dictionary<string, string> s_pooled = new()
    {
        ["pooler.dense"] = "bert.pooler.dense",
        ["classifier"] = "classifier",
    };

    // Both are one dense layer and tanh over the first token, then one more; only the names differ.
    private static readonly Dictionary<string, string> s_classificationHead = new()
    {
        ["pooler.dense"] = "classifier.dense",
        ["classifier"] = "classifier.out_proj",
    };

    /// <summary>BERT, and all that is called so.</summary>
    public static EncoderFamily Bert { get; } = new("bert", "Bert", "bert.", 0, false, s_pooled);

    /// <summary>The families by name.</summary>
    public static IReadOnlyDictionary<string, EncoderFamily> All { get; } = new[]
    {
        Bert,
        new EncoderFamily("roberta", "Roberta", "roberta.", 1, true, s_classificationHead),
        new EncoderFamily("xlm-roberta", "XLMRoberta", "roberta.", 1, true, s_classificationHead),
        new EncoderFamily("camembert", "Camembert", "roberta.", 1, true, s_classificationHead),
    }.ToDictionary(family => family.Name);

    /// <summary>Its class that classifies texts.</summary>
    public string Classifier => $"{ClassPrefix}ForSequenceClassification";

    /// <summary>What a tensor of the classifier is called beside an encoder's.</summary>
    public string ClassifierTensor(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        var dot = name.LastIndexOf('.');
        return ClassifierNames[name[..dot]] + name[dot..];
    }
}
