using Kale.Bundles;
using Kale.Corpora.Texts;
using Kale.Trainer.Data;
using Kale.Trainer.Jobs;
using Kale.Training;
using Kale.V1;
using TextSource = Kale.Bundles.TextSource;

namespace Kale.Trainer.Recipes.Alignment;

/// <summary>
/// Gathers what a student is aligned on: the queries and the corpus of the request, or where it names neither, texts of
/// the live collections of the space and some of no subject.
/// </summary>
internal sealed class AlignmentTextSources(DataSets data, LiveCollections collections)
{
    private const int MinTexts = 16;

    /// <param name="context">The job, told where its texts come from.</param>
    /// <param name="spec">Names the data sets.</param>
    /// <param name="teacher">Whose space and vocabulary it is.</param>
    /// <param name="evaluation">What the student will be measured on, whose queries are guarded.</param>
    /// <param name="cancellation">Stops reading.</param>
    /// <exception cref="TrainingException">
    /// DataNotFound, DataMalformed: nothing to read, too few texts, broken lines.
    /// </exception>
    public async Task<AlignmentTexts> CollectAsync(
        JobContext context, AlignQueryEncoder spec, Teacher teacher, DataSource? evaluation,
        CancellationToken cancellation)
    {
        var sources = spec.Queries.Select(data.Open).ToList();
        var corpus = spec.Corpus is null ? null : data.Open(spec.Corpus);
        var guard = TestGuard.Of(corpus is null ? sources : [.. sources, corpus], evaluation);
        var (queries, guarded) = guard.Drop(QueriesOf(sources, corpus is null));
        var documents = await DocumentsAsync(context, spec, teacher, corpus, cancellation);
        var wanted = spec.PseudoQueries > 0
            ? (int)Math.Min(spec.PseudoQueries, int.MaxValue)
            : Math.Max(0, AlignmentDefaults.Texts - queries.Count);
        var general = GeneralTexts.Draw(
            teacher.Model.Tokenizer.Vocabulary, (int)(wanted * GeneralShare(spec)), context.Seed);
        var drawn = Draw(documents, wanted - general.Count, context.Seed, guard);
        string[] all =
            [.. queries.Concat(drawn.SelectMany(part => part.Texts.Texts)).Concat(general).DistinctBy(TextKey.Of)];
        var texts = AlignmentTexts.Split(spec, all, context.Seed) with
        {
            Documents = [.. documents.SelectMany(part => part.Documents)],
            WithoutTitles = corpus?.WithoutTitles ?? false,
            Queries = queries.Count,
            Guarded = guarded + drawn.Sum(part => part.Texts.Dropped),
            Sources =
            [
                .. Source("queries", string.Join(", ", sources.Select(source => source.Name)), queries),
                .. drawn.Select(part => new TextSource(
                    part.Documents.Kind, part.Documents.Name, part.Texts.Texts.Count, part.Documents.Documents.Count,
                    part.Texts.Barren, DataHash.Of(part.Texts.Texts))),
                .. Source("general", "the teacher's vocabulary", general),
            ],
        };
        foreach (var source in texts.Sources)
            context.Message(Tell(source));
        return texts;
    }

    /// <summary>Whether the texts are those of live collections.</summary>
    public static bool ReadsCollections(AlignQueryEncoder spec) =>
        spec.Collections.Count > 0 || (spec.Queries.Count == 0 && spec.Corpus is null);

    private static double GeneralShare(AlignQueryEncoder spec) =>
        spec.HasGeneralShare ? spec.GeneralShare : ReadsCollections(spec) ? AlignmentDefaults.GeneralShare : 0;

    private static IReadOnlyList<string> QueriesOf(List<DataSource> sources, bool alone)
    {
        var atLeast = alone && sources.Count == 1 ? MinTexts : 1;
        return
        [
            .. sources.SelectMany(source => TextReading.Read(source, atLeast))
                .DistinctBy(TextKey.Of)
                .Where(text => text.Trim().Length > 0),
        ];
    }

    private async Task<List<SourceDocuments>> DocumentsAsync(
        JobContext context, AlignQueryEncoder spec, Teacher teacher, DataSource? corpus,
        CancellationToken cancellation)
    {
        var documents = new List<SourceDocuments>();
        if (corpus is not null)
            documents.Add(new SourceDocuments("corpus", corpus.Name, CorpusReader.Read(corpus)));
        if (!ReadsCollections(spec))
            return documents;
        var live = await KeptCollections.ReadAsync(
            context,
            () => collections.ReadAsync(teacher.Bundle.Manifest.SpaceId, spec.Collections, cancellation));
        return
        [
            .. documents,
            .. live.Select(part => new SourceDocuments(TextSource.Collection, part.Name, part.Documents)),
        ];
    }

    // Each gives the same number; what a small one lacks, the larger ones give.
    private static List<DrawnSource> Draw(
        List<SourceDocuments> documents, int count, ulong seed, TestGuard guard)
    {
        var drawn = new List<DrawnSource>();
        foreach (var (i, part) in documents.OrderBy(part => part.Documents.Count).Index())
        {
            var share = (count - drawn.Sum(before => before.Texts.Texts.Count)) / (documents.Count - i);
            drawn.Add(new DrawnSource(part, PseudoQueries.Draw(part.Documents, share, seed, guard)));
        }

        return [.. drawn.OrderBy(part => documents.IndexOf(part.Documents))];
    }

    private static IEnumerable<TextSource> Source(string kind, string name, IReadOnlyList<string> texts) =>
        texts.Count == 0 ? [] : [new TextSource(kind, name, texts.Count, 0, 0, DataHash.Of(texts))];

    private static string Tell(TextSource source)
    {
        var what = source.Kind == TextSource.Collection ? "passages" : "documents";
        return FormattableString.Invariant($"{source.Texts:N0} texts of {source.Kind} {source.Name}")
            + (source.Documents == 0 ? "" : FormattableString.Invariant(
                $", from {source.Documents:N0} {what}, of which {source.Barren:N0} gave none"));
    }

    private sealed record SourceDocuments(string Kind, string Name, IReadOnlyList<CorpusDocument> Documents);

    private sealed record DrawnSource(SourceDocuments Documents, DrawnTexts Texts);
}
