using Kale.Trainer.Data;
using Kale.Trainer.Data.Reading;
using Kale.Trainer.Data.Texts;
using Kale.V1;

namespace Kale.Trainer.Recipes.Alignment;

/// <summary>What a student is aligned on: queries, and where there is a corpus, titles and sentences of it.</summary>
internal sealed record AlignmentTexts
{
    private const int MinTexts = 16;
    private const int MinHeldOut = 16;
    private const int MaxHeldOut = 512;

    public required IReadOnlyList<string> Training { get; init; }

    /// <summary>Never trained on; none where there are too few to say anything.</summary>
    public required IReadOnlyList<string> HeldOut { get; init; }

    /// <summary>The corpus; empty where none was given.</summary>
    public required IReadOnlyList<CorpusDocument> Documents { get; init; }

    /// <summary>Whether encoders see documents without their titles.</summary>
    public bool WithoutTitles { get; init; }

    /// <summary>How many of all are queries.</summary>
    public required int Queries { get; init; }

    /// <summary>Test queries that were among them and are left out.</summary>
    public required int Guarded { get; init; }

    /// <summary>sha256 over all texts.</summary>
    public required string Hash { get; init; }

    /// <param name="spec">Names the data sets.</param>
    /// <param name="data">Finds them.</param>
    /// <param name="evaluation">What the student will be measured on, whose queries are guarded.</param>
    /// <param name="seed">Of the draw and the split.</param>
    /// <exception cref="TrainingException">DataNotFound, DataMalformed: too few texts, broken lines.</exception>
    public static AlignmentTexts Collect(AlignQueryEncoder spec, DataSets data, DataSource? evaluation, ulong seed)
    {
        var sources = spec.Queries.Select(data.Open).ToList();
        var corpus = spec.Corpus is null ? null : data.Open(spec.Corpus);
        var guard = TestGuard.Of(corpus is null ? sources : [.. sources, corpus], evaluation);
        var atLeast = corpus is null && sources.Count == 1 ? MinTexts : 1;
        var asked = sources.SelectMany(source => TextReading.Read(source, atLeast)).DistinctBy(TextKey.Of).ToList();
        var (queries, guarded) = guard.Drop([.. asked.Where(text => text.Trim().Length > 0)]);
        var documents = corpus is null ? [] : CorpusReader.Read(corpus);
        var (drawn, dropped) = PseudoQueries.Draw(documents, Wanted(spec, queries.Count), seed, guard);
        return Split(spec, [.. queries.Concat(drawn).DistinctBy(TextKey.Of)], seed) with
        {
            Documents = documents,
            WithoutTitles = corpus?.WithoutTitles ?? false,
            Queries = queries.Count,
            Guarded = guarded + dropped,
        };
    }

    private static int Wanted(AlignQueryEncoder spec, int queries) => spec.PseudoQueries > 0
        ? (int)Math.Min(spec.PseudoQueries, int.MaxValue)
        : Math.Max(0, AlignmentDefaults.Texts - queries);

    private static AlignmentTexts Split(AlignQueryEncoder spec, string[] texts, ulong seed)
    {
        if (texts.Length < MinTexts)
        {
            throw new TrainingException(
                TrainingError.DataMalformed,
                $"There are {texts.Length} texts to align on; at least {MinTexts} are needed. Give more queries, or a "
                    + "corpus.");
        }

        var fraction = spec.HeldOutFraction > 0 ? spec.HeldOutFraction : AlignmentDefaults.HeldOutFraction;
        var heldOut = Math.Min(MaxHeldOut, (int)(texts.Length * fraction));
        heldOut = heldOut < MinHeldOut ? 0 : heldOut;
        var hash = DataHash.Of(texts);
        new SeededRandom(seed).Shuffle<string>(texts);
        return new AlignmentTexts
        {
            Training = texts[heldOut..],
            HeldOut = texts[..heldOut],
            Hash = hash,
            Documents = [],
            Queries = 0,
            Guarded = 0,
        };
    }
}
