using System.Text.RegularExpressions;
using Kale.VectorIndex.Schema;
using Qdrant.Client.Grpc;
using QdrantRange = Qdrant.Client.Grpc.Range;

namespace Kale.VectorIndex.Search;

/// <summary>Filters in the store's words; what has no meaning is refused here, where it can still be named.</summary>
internal static partial class FilterTranslation
{
    private const int MaxDepth = 32;

    /// <summary>Null when nothing is asked.</summary>
    public static Filter? ToQdrant(PassageFilter? filter)
    {
        if (filter is null) return null;
        var result = Translate(filter, 1);
        return result.Must.Count + result.Should.Count + result.MustNot.Count == 0 ? null : result;
    }

    private static Filter Translate(PassageFilter filter, int depth)
    {
        if (depth > MaxDepth) throw Invalid($"The filter is nested more than {MaxDepth} deep.");
        var result = new Filter();
        result.Must.AddRange(filter.Must.Select(condition => Translate(condition, depth)));
        result.Should.AddRange(filter.Should.Select(condition => Translate(condition, depth)));
        result.MustNot.AddRange(filter.MustNot.Select(condition => Translate(condition, depth)));
        return result;
    }

    private static Condition Translate(PassageCondition condition, int depth) => condition switch
    {
        PassageCondition.Keywords match => Conditions.Match(Field(match.Field), Some(match.Values, match.Field)),
        PassageCondition.Integers match => Conditions.Match(Field(match.Field), Some(match.Values, match.Field)),
        PassageCondition.Flag match => Conditions.Match(Field(match.Field), match.Value),
        PassageCondition.Range range => Conditions.Range(Field(range.Field), Bounds(range)),
        PassageCondition.DateRange range => Dates(range),
        PassageCondition.Empty empty => Conditions.IsEmpty(Field(empty.Field)),
        PassageCondition.OfDocuments documents =>
            Conditions.Match(PassagePayload.DocumentId, Some(documents.DocumentIds, "document ids")),
        PassageCondition.Nested nested => Conditions.Filter(Translate(nested.Filter, depth + 1)),
        _ => throw new InvalidOperationException($"No translation of {condition.GetType()}. This is a bug."),
    };

    private static string Field(string name)
    {
        if (string.IsNullOrWhiteSpace(name)) throw Invalid("A condition names no field.");
        if (!PayloadPath.IsValid(name))
            throw Invalid(
                $"'{name}' names no field: nested ones have dots between their names, and a name with a dot or a "
                + "bracket of its own stands in quotes.");
        if (Reserved().IsMatch(name))
            throw Invalid($"The field '{name}' is reserved; documents are chosen with has_document_id.");
        return PayloadPath.Quoted(name);
    }

    private static IReadOnlyList<T> Some<T>(IReadOnlyList<T> values, string of) =>
        values.Count > 0 ? values : throw Invalid($"The condition on '{of}' lists no values.");

    private static QdrantRange Bounds(PassageCondition.Range range)
    {
        double?[] bounds = [range.LessThan, range.AtMost, range.GreaterThan, range.AtLeast];
        if (Array.TrueForAll(bounds, bound => bound is null))
            throw Invalid($"The range on '{range.Field}' has no bounds.");
        if (Array.Exists(bounds, bound => bound is { } number && double.IsNaN(number)))
            throw Invalid($"A bound of the range on '{range.Field}' is not a number.");
        var result = new QdrantRange();
        if (range.LessThan is { } lt) result.Lt = lt;
        if (range.AtMost is { } lte) result.Lte = lte;
        if (range.GreaterThan is { } gt) result.Gt = gt;
        if (range.AtLeast is { } gte) result.Gte = gte;
        return result;
    }

    private static Condition Dates(PassageCondition.DateRange range)
    {
        DateTimeOffset?[] bounds = [range.LessThan, range.AtMost, range.GreaterThan, range.AtLeast];
        if (Array.TrueForAll(bounds, bound => bound is null))
            throw Invalid($"The range on '{range.Field}' has no bounds.");
        return Conditions.DatetimeRange(
            Field(range.Field), lt: range.LessThan?.UtcDateTime, gt: range.GreaterThan?.UtcDateTime,
            gte: range.AtLeast?.UtcDateTime, lte: range.AtMost?.UtcDateTime);
    }

    [GeneratedRegex($"""\A"?{PassagePayload.Reserved}"?(?:\z|[.\[])""")]
    private static partial Regex Reserved();

    private static VectorIndexException Invalid(string message) => new(VectorIndexError.InvalidFilter, message);
}
