namespace Kale.Trainer.Data;

/// <summary>The formats of data sets, by the names of the contract.</summary>
internal static class DataFormats
{
    public const string Beir = "beir";
    public const string Jsonl = "jsonl";
    public const string Text = "text";
    public const string FlagEmbedding = "flag-embedding";
    public const string Tevatron = "tevatron";
    public const string TrecRun = "trec-run";

    /// <summary>Those that hold training texts for an encoder.</summary>
    public static readonly IReadOnlyList<string> Texts = [Beir, Jsonl, Text];

    /// <summary>Those that hold queries with relevant and other documents.</summary>
    public static readonly IReadOnlyList<string> Examples = [Beir, FlagEmbedding, Tevatron];
}
