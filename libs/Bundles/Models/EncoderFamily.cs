namespace Kale.Bundles;

/// <summary>
/// A family of encoders: what its published directories call things, and which parts its network has. Importing, the
/// graph, the network that learns, plans of layers and the writing of bundles follow from its entry: how to add one is
/// in docs/how-to/add-an-encoder-family.md.
/// </summary>
public sealed record EncoderFamily
{
    /// <summary>Its model_type in config.json.</summary>
    public required string Name { get; init; }

    /// <summary>Of its classes in transformers, <c>BertModel</c> and so on.</summary>
    public required string ClassPrefix { get; init; }

    /// <summary>In front of the encoder's tensors where a head was saved with it.</summary>
    public required string TensorPrefix { get; init; }

    /// <summary>How its tensors are called.</summary>
    public FamilyNames Names { get; init; } = FamilyNames.Canonical;

    /// <summary>How the tensors of a classifier are called, by their names here; empty where it has none.</summary>
    public IReadOnlyDictionary<string, string> ClassifierNames { get; init; } = new Dictionary<string, string>();

    /// <summary>The parts of its networks, unless config.json says otherwise.</summary>
    public EncoderParts Parts { get; init; } = new();

    /// <summary>pad_token_id where config.json says none.</summary>
    public int DefaultPadTokenId { get; init; }

    /// <summary>
    /// Whether the k-th token that is no padding has the position pad_token_id + 1 + k, and padding has pad_token_id.
    /// </summary>
    public bool PositionsAfterPadding { get; init; }

    /// <summary>Its config.json.</summary>
    internal FamilySettings Settings { get; init; } = new([]);

    /// <summary>BERT, and all that is called so.</summary>
    public static EncoderFamily Bert => BertFamilies.Bert;

    /// <summary>The families by name.</summary>
    public static IReadOnlyDictionary<string, EncoderFamily> All { get; } = new[]
    {
        BertFamilies.All, [ModernBertFamily.Entry, NomicBertFamily.Entry, GteFamily.Entry],
        [Qwen3Family.Entry, Gemma3Family.Entry],
    }.SelectMany(some => some).ToDictionary(family => family.Name);

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
