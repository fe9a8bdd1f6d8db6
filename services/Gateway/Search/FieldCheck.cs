using Kale.Gateway.Peers;
using Kale.ServiceDefaults.Errors;
using Kale.VectorIndex;

namespace Kale.Gateway.Search;

/// <summary>
/// When nothing was found: tells a field that no passage has, usually a misspelt one, and a range over a field without
/// anything to compare, from a filter that nothing matches.
/// </summary>
internal sealed class FieldCheck(PassageIndex index, IndexBuild build, float[] vector)
{
    private const string UnknownField = "UNKNOWN_FIELD";

    // Each costs the store a query, and a caller mends one mistake after the other.
    private const int MostFields = 8;

    /// <exception cref="FailureException">INVALID_ARGUMENT naming the fields that cannot match.</exception>
    public async Task RequireAsync(SearchPlan plan, CancellationToken cancellation)
    {
        if (plan.FilteredFields.Count == 0 || !await AnyAsync(null, cancellation))
            return;
        var unknown = new List<FieldViolation>();
        foreach (var field in plan.FilteredFields.GroupBy(filtered => filtered.Field).Take(MostFields))
        {
            var kinds = field.Select(filtered => filtered.Kind).ToHashSet();
            if (await ComplaintAsync(field.Key, kinds, cancellation) is { } complaint)
                unknown.Add(new FieldViolation(field.First().Path, complaint));
        }

        if (unknown.Count > 0)
            throw new FailureException(new Failure(
                UnknownField, string.Join("; ", unknown.Select(violation => violation.Description)) + ".")
            {
                Fields = unknown,
            });
    }

    private async Task<string?> ComplaintAsync(
        string field, HashSet<ComparedAs> kinds, CancellationToken cancellation)
    {
        if (!await ExistsAsync(field, cancellation))
            return $"no passage of '{build.Collection}' has a field '{field}'{await HintAsync(field, cancellation)}";
        if (kinds.Contains(ComparedAs.Value)
            || (kinds.Contains(ComparedAs.Number) && await AnyAsync(AnyNumber(field), cancellation))
            || (kinds.Contains(ComparedAs.Date) && await AnyAsync(AnyDate(field), cancellation)))
            return null;
        var what = string.Join(" and no ", kinds.Order().Select(kind => kind == ComparedAs.Date ? "dates" : "numbers"));
        return $"the field '{field}' of '{build.Collection}' holds no {what} that a range could be compared with";
    }

    private async Task<string> HintAsync(string field, CancellationToken cancellation)
    {
        foreach (var reading in PayloadPath.Readings(field))
        {
            if (await ExistsAsync(reading, cancellation))
                return $"; where a dot or a bracket is part of a name, the name stands in quotes: {reading}";
        }

        return "";
    }

    private Task<bool> ExistsAsync(string field, CancellationToken cancellation) =>
        AnyAsync(new PassageFilter { MustNot = [new PassageCondition.Empty(field)] }, cancellation);

    private static PassageFilter AnyNumber(string field) =>
        new() { Must = [new PassageCondition.Range(field) { AtLeast = double.MinValue }] };

    private static PassageFilter AnyDate(string field) =>
        new() { Must = [new PassageCondition.DateRange(field) { AtLeast = DateTimeOffset.UnixEpoch.AddYears(-1969) }] };

    private async Task<bool> AnyAsync(PassageFilter? filter, CancellationToken cancellation) =>
        (await index.FindAsync(build, new PassageQuery(vector) { Limit = 1, Filter = filter }, cancellation)).Count > 0;
}
