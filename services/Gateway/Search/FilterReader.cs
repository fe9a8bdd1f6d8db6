using Google.Protobuf.WellKnownTypes;
using Kale.ServiceDefaults.Errors;
using Kale.V1;
using Kale.VectorIndex;
using static Kale.V1.Condition;

namespace Kale.Gateway.Search;

/// <summary>
/// The contract's filters as the index's; what makes no sense is noted under its path in the request.
/// </summary>
internal sealed class FilterReader(RequestCheck check)
{
    private const int MaxDepth = 16;
    private const int MaxConditions = 256;

    private int _conditions;
    private readonly List<FilteredField> _fields = [];

    /// <summary>The payload fields that conditions compare.</summary>
    public IReadOnlyList<FilteredField> Fields => _fields;

    public PassageFilter Read(Filter filter, string path, int depth)
    {
        if (depth > MaxDepth)
        {
            check.Violation(path, $"is nested more than {MaxDepth} deep");
            return new PassageFilter();
        }

        _conditions += filter.Must.Count + filter.Should.Count + filter.MustNot.Count;
        if (_conditions > MaxConditions)
        {
            check.Violation(path, $"has more than {MaxConditions} conditions; match several values by one of them");
            return new PassageFilter();
        }

        return new PassageFilter
        {
            Must = ReadAll(filter.Must, $"{path}.must", depth),
            Should = ReadAll(filter.Should, $"{path}.should", depth),
            MustNot = ReadAll(filter.MustNot, $"{path}.must_not", depth),
        };
    }

    private PassageCondition[] ReadAll(IEnumerable<Condition> conditions, string path, int depth) =>
        [.. conditions.Select((condition, i) => Read(condition, $"{path}[{i}]", depth)).OfType<PassageCondition>()];

    private PassageCondition? Read(Condition condition, string path, int depth) => condition.ConditionCase switch
    {
        ConditionOneofCase.Match => ReadMatch(condition.Match, $"{path}.match"),
        ConditionOneofCase.Range => ReadRange(condition.Range, $"{path}.range"),
        ConditionOneofCase.DateRange => ReadDates(condition.DateRange, $"{path}.date_range"),
        ConditionOneofCase.IsEmpty =>
            new PassageCondition.Empty(Named(condition.IsEmpty.Field, $"{path}.is_empty.field")),
        ConditionOneofCase.HasDocumentId => ReadIds(condition.HasDocumentId, $"{path}.has_document_id.ids"),
        ConditionOneofCase.Filter => new PassageCondition.Nested(Read(condition.Filter, $"{path}.filter", depth + 1)),
        _ => Wrong(path, "names no condition; set one of match, range, date_range, is_empty, has_document_id, filter"),
    };

    private PassageCondition? ReadMatch(FieldMatch match, string path)
    {
        var field = Compared(match.Field, $"{path}.field", ComparedAs.Value);
        return (match.Keywords.Count, match.Integers.Count, match.HasBoolean) switch
        {
            ( > 0, 0, false) => new PassageCondition.Keywords(field, match.Keywords),
            (0, > 0, false) => new PassageCondition.Integers(field, match.Integers),
            (0, 0, true) => new PassageCondition.Flag(field, match.Boolean),
            (0, 0, false) => Wrong(path, "has no value to match; give keywords, integers or a boolean"),
            _ => Wrong(path, "has values of several kinds; give keywords, integers or a boolean"),
        };
    }

    private PassageCondition? ReadRange(FieldRange range, string path)
    {
        var field = Compared(range.Field, $"{path}.field", ComparedAs.Number);
        double?[] lower = [range.HasGt ? range.Gt : null, range.HasGte ? range.Gte : null];
        double?[] upper = [range.HasLt ? range.Lt : null, range.HasLte ? range.Lte : null];
        if (lower.Concat(upper).All(bound => bound is null))
            return Wrong(path, "has no bound; give at least one of lt, lte, gt, gte");
        if (lower.Concat(upper).Any(bound => bound is { } value && !double.IsFinite(value)))
            return Wrong(path, "has a bound that is not a finite number");
        if (lower.Max() > upper.Min())
            return Wrong(path, "is empty: its lower bound is above its upper bound");
        return new PassageCondition.Range(field)
        {
            GreaterThan = lower[0],
            AtLeast = lower[1],
            LessThan = upper[0],
            AtMost = upper[1],
        };
    }

    private PassageCondition? ReadDates(FieldDateRange range, string path)
    {
        var field = Compared(range.Field, $"{path}.field", ComparedAs.Date);
        Timestamp?[] lower = [range.Gt, range.Gte];
        Timestamp?[] upper = [range.Lt, range.Lte];
        var bounds = lower.Concat(upper).OfType<Timestamp>().ToList();
        if (bounds.Count == 0)
            return Wrong(path, "has no bound; give at least one of lt, lte, gt, gte");
        if (!bounds.TrueForAll(IsTime))
            return Wrong(path, "has a bound that is no time between the years 1 and 9999");
        if (Time(lower).Max() > Time(upper).Min())
            return Wrong(path, "is empty: its lower bound is after its upper bound");
        return new PassageCondition.DateRange(field)
        {
            GreaterThan = range.Gt?.ToDateTimeOffset(),
            AtLeast = range.Gte?.ToDateTimeOffset(),
            LessThan = range.Lt?.ToDateTimeOffset(),
            AtMost = range.Lte?.ToDateTimeOffset(),
        };
    }

    private static IEnumerable<DateTimeOffset?> Time(Timestamp?[] bounds) =>
        bounds.Select(bound => bound?.ToDateTimeOffset());

    private static bool IsTime(Timestamp time) =>
        time is { Seconds: >= -62_135_596_800 and <= 253_402_300_799, Nanos: >= 0 and < 1_000_000_000 };

    private PassageCondition? ReadIds(HasDocumentId ids, string path) => ids.Ids.Count > 0
        ? new PassageCondition.OfDocuments(ids.Ids)
        : Wrong(path, "must not be empty");

    private string Compared(string field, string path, ComparedAs kind)
    {
        _fields.Add(new FilteredField(path, Named(field, path), kind));
        return field;
    }

    private string Named(string field, string path)
    {
        if (string.IsNullOrWhiteSpace(field) || !PayloadPath.IsValid(field))
            check.Violation(path, "must name a payload field; nested ones have dots between the names, and a name with "
                + "a dot or a bracket of its own stands in quotes");
        return field;
    }

    private PassageCondition? Wrong(string path, string description)
    {
        check.Violation(path, description);
        return null;
    }
}
