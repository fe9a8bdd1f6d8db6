using System.CommandLine;
using Kale.V1;

namespace Kale.Cli.Training;

/// <summary>
/// What a student is aligned with: queries, a corpus, losses. One alignment and a sweep of many share it.
/// </summary>
internal sealed class AlignmentSources
{
    private readonly Option<string[]> _queries = new("--queries", "-q")
    {
        Description = $"Queries: {DataSetText.Form}. Repeatable.",
    };

    private readonly Option<string[]> _collections = new("--collection", "-c")
    {
        Description =
            "A live collection to draw pseudo-queries from; default: all of the teacher's space, where neither "
            + "--queries nor --corpus is given. Repeatable.",
    };

    private readonly Option<string?> _corpus = new("--corpus")
    {
        Description = $"Documents to draw pseudo-queries from and to measure overlap on: {DataSetText.Form}.",
    };

    private readonly Option<double?> _general = new("--general")
    {
        Description =
            "Share of texts of no subject, against forgetting; default 0.1 where collections are read, else 0.",
    };

    private readonly Option<uint> _pseudoQueries = new("--pseudo-queries")
    {
        Description = "Texts to draw from corpus or collections; default: as many as make 20,000 with the queries.",
    };

    private readonly Option<string?> _student = new("--student")
    {
        Description = "The encoder that layers are taken from, where it is not the teacher.",
    };

    private readonly Option<string[]> _losses = new("--loss")
    {
        Description = $"Distance to the teacher: {LossText.Form}.",
    };

    private readonly Option<double> _heldOut = new("--held-out")
    {
        Description = "Share of the queries that is kept for measuring.",
    };

    public void AddTo(Command command)
    {
        foreach (var option in new Option[]
        {
            _queries, _collections, _corpus, _general, TitleOption.WithoutTitles, _pseudoQueries, _student, _losses,
            _heldOut,
        })
        {
            command.Add(option);
        }
    }

    public AlignQueryEncoder Read(ParseResult parsed)
    {
        var alignment = new AlignQueryEncoder
        {
            Queries = { (parsed.GetValue(_queries) ?? []).Select(text => DataSetText.Texts(text, _queries.Name)) },
            Collections = { parsed.GetValue(_collections) ?? [] },
            Losses = { Losses(parsed) },
            PseudoQueries = Given.Positive(parsed, _pseudoQueries),
            Student = parsed.GetValue(_student) ?? "",
            HeldOutFraction = Given.Positive(parsed, _heldOut),
            Optimization = OptimizationOptions.Read(parsed),
        };
        if (parsed.GetValue(_general) is { } share) { alignment.GeneralShare = share; }
        if (parsed.GetValue(_corpus) is { } corpus)
        {
            alignment.Corpus = DataSetText.Labelled(corpus, _corpus.Name).Titled(parsed);
        }
        return alignment;
    }

    public IEnumerable<LossTerm> Losses(ParseResult parsed) =>
        (parsed.GetValue(_losses) ?? []).Select(text => LossText.Parse(text, _losses.Name));
}
