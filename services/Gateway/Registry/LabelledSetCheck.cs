using Kale.Rollouts.Reports;
using Kale.ServiceDefaults.Errors;
using Kale.V1;
using LabelledQuery = Kale.V1.LabelledQuery;

namespace Kale.Gateway.Registry;

/// <summary>What can be wrong with a labelled set by itself.</summary>
internal static class LabelledSetCheck
{
    // One mistake is often in every line of a file.
    private const int MostViolations = 10;

    public static void Require(SetLabelledQueriesRequest request)
    {
        var check = new RequestCheck()
            .That(request.Collection.Length > 0, "must name the collection that the queries were judged on",
                request.Collection)
            .That(request.Queries.Count is > 0 and <= LabelledSet.MaxQueries,
                $"must be 1 to {LabelledSet.MaxQueries:N0} queries, not {request.Queries.Count:N0}", request.Queries);
        check.ThrowIfInvalid();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (field, problem) in
            request.Queries.SelectMany((query, i) => ProblemsOf(query, $"queries[{i}]", seen)).Take(MostViolations))
            check.Violation(field, problem);
        check.ThrowIfInvalid();
    }

    private static IEnumerable<(string Field, string Problem)> ProblemsOf(
        LabelledQuery query, string field, HashSet<string> seen)
    {
        if (string.IsNullOrWhiteSpace(query.Text))
            yield return ($"{field}.text", "must not be empty");
        else if (!seen.Add(query.Text))
            yield return ($"{field}.text", "is in the set already; judge each query once");
        if (query.Judgments.Count > LabelledSet.MaxJudgments)
            yield return (
                $"{field}.judgments",
                $"must be at most {LabelledSet.MaxJudgments:N0} documents, not {query.Judgments.Count:N0}");
        if (query.Judgments.Values.Any(grade => grade < 0))
            yield return ($"{field}.judgments", "must not have negative grades; 0 is not relevant");
        else if (query.Judgments.Values.All(grade => grade == 0))
            yield return (
                $"{field}.judgments",
                "must have a document with a grade above 0: without one there is nothing to find");
    }
}
