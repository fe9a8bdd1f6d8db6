namespace Kale.Rollouts.Reports;

/// <summary>Judged queries of a collection.</summary>
public sealed record LabelledSet(string Collection, IReadOnlyList<LabelledQuery> Queries)
{
    /// <summary>More would make a gate slow and a state store large.</summary>
    public const int MaxQueries = 1000;

    /// <summary>Of one query; pools of evaluation campaigns have hundreds.</summary>
    public const int MaxJudgments = 1000;
}

/// <summary>A query and the documents that were judged for it.</summary>
/// <param name="Text">The query.</param>
/// <param name="Judgments">Document id to grade; 0 is not relevant.</param>
public sealed record LabelledQuery(string Text, IReadOnlyDictionary<string, int> Judgments);
