using Kale.Corpora.Texts;

namespace Kale.Trainer.Data;

/// <summary>Keeps the queries that an encoder will be measured with out of its training.</summary>
internal sealed class TestGuard
{
    private static readonly string[] s_testSplits = ["test"];
    private readonly HashSet<string> _keys;

    private TestGuard(IEnumerable<string> texts) => _keys = [.. texts.Select(TextKey.Of)];

    /// <summary>Guards nothing.</summary>
    public static TestGuard None { get; } = new([]);

    /// <summary>How many texts are guarded.</summary>
    public int Count => _keys.Count;

    public static TestGuard Of(IEnumerable<string> texts) => new(texts);

    /// <summary>
    /// The test queries of the BEIR directories among these data sets, and the queries of any split that was named for
    /// evaluation.
    /// </summary>
    public static TestGuard Of(IEnumerable<DataSource> training, DataSource? evaluation = null)
    {
        var texts = training.Where(source => source.IsDirectory)
            .SelectMany(source => s_testSplits.SelectMany(split => QueriesOf(source, split)));
        var measured = evaluation is { IsDirectory: true }
            ? QueriesOf(evaluation, evaluation.Split.Length > 0 ? evaluation.Split : s_testSplits[0])
            : [];
        return new TestGuard([.. texts, .. measured]);
    }

    /// <summary>Whether a text may be trained on.</summary>
    public bool Allows(string text) => !_keys.Contains(TextKey.Of(text));

    /// <summary>The texts that may be trained on, and how many may not.</summary>
    public (IReadOnlyList<string> Texts, int Dropped) Drop(IReadOnlyList<string> texts)
    {
        var kept = texts.Where(Allows).ToList();
        return (kept, texts.Count - kept.Count);
    }

    private static IEnumerable<string> QueriesOf(DataSource source, string split)
    {
        if (!source.Has(TrecFiles.QrelsName(split)))
            return [];
        var judged = TrecFiles.ReadQrels(source.FileIn(TrecFiles.QrelsName(split))).Queries.ToHashSet();
        return
        [
            .. QueryReader.Read(source)
                .Where(query => judged.Contains(query.Key))
                .Select(query => query.Value.Text),
        ];
    }
}
