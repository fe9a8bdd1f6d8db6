using Kale.LocalQdrant.Payloads;
using Qdrant.Client.Grpc;
using Range = Qdrant.Client.Grpc.Range;

namespace Kale.LocalQdrant.Filters;

/// <summary>Conditions on one field of the payload. A list passes when one of its elements does.</summary>
internal static class FieldTests
{
    public static PointTest Compile(FieldCondition condition)
    {
        RefuseUnsupported(condition);
        var tests = new List<PointTest>();
        if (condition.Match is { } match)
            tests.Add(Values(condition.Key, MatchTests.Compile(match, condition.Key)));
        if (condition.Range is { } range)
            tests.Add(Values(condition.Key, InRange(range)));
        if (condition.DatetimeRange is { } dates)
            tests.Add(Values(condition.Key, InRange(dates)));
        if (condition.HasIsEmpty)
            tests.Add(IsEmpty(condition.Key, condition.IsEmpty));
        if (condition.HasIsNull)
            tests.Add(IsNull(condition.Key, condition.IsNull));
        return tests.Count == 1
            ? tests[0]
            : throw LocalQdrantException.Invalid(
                $"the condition on '{condition.Key}' must have exactly one of match, range, datetime_range, "
                + "is_empty, is_null");
    }

    /// <summary>No value at all, null, or an empty list.</summary>
    public static PointTest IsEmpty(string key, bool expected) =>
        new HasValue(KeyPath.Parse(key), value => !Empty(value), !expected);

    /// <summary>Null, or a list with a null in it; a missing field is not null.</summary>
    public static PointTest IsNull(string key, bool expected) => new HasValue(
        KeyPath.Parse(key), value => AnyElement(value, element => element.Kind == PayloadKind.Null), expected);

    private static HasValue Values(string key, ValueTest test) =>
        new(KeyPath.Parse(key), value => AnyElement(value, test));

    private static bool AnyElement(PayloadValue value, ValueTest test)
    {
        if (value.Kind != PayloadKind.List)
            return test(value);
        foreach (var element in value)
        {
            if (test(element))
                return true;
        }
        return false;
    }

    private static bool Empty(PayloadValue value) =>
        value.Kind == PayloadKind.Null || (value.Kind == PayloadKind.List && !value.GetEnumerator().MoveNext());

    private static ValueTest InRange(Range range)
    {
        var over = range.HasGt ? range.Gt : double.NegativeInfinity;
        var from = range.HasGte ? range.Gte : double.NegativeInfinity;
        var below = range.HasLt ? range.Lt : double.PositiveInfinity;
        var to = range.HasLte ? range.Lte : double.PositiveInfinity;
        var (open, closed) = (range.HasGt, range.HasLt);
        return value => value.Kind is PayloadKind.Integer or PayloadKind.Double && Number(value) is var number
            && number >= from && number <= to && (!open || number > over) && (!closed || number < below);
    }

    private static ValueTest InRange(DatetimeRange range)
    {
        var over = Ticks(range.Gt) ?? long.MinValue;
        var from = Ticks(range.Gte) ?? long.MinValue;
        var below = Ticks(range.Lt) ?? long.MaxValue;
        var to = Ticks(range.Lte) ?? long.MaxValue;
        return value => value.Kind == PayloadKind.Text && DateText.TryParse(value.Bytes, out var time)
            && time >= from && time <= to && time > over && time < below;
    }

    private static long? Ticks(Google.Protobuf.WellKnownTypes.Timestamp? time) => time?.ToDateTime().Ticks;

    private static double Number(PayloadValue value) =>
        value.Kind == PayloadKind.Integer ? value.Integer : value.Double;

    private static void RefuseUnsupported(FieldCondition condition)
    {
        var feature = condition switch
        {
            { GeoBoundingBox: not null } => "geo_bounding_box",
            { GeoRadius: not null } => "geo_radius",
            { GeoPolygon: not null } => "geo_polygon",
            { ValuesCount: not null } => "values_count",
            _ => null,
        };
        if (feature is not null)
            throw LocalQdrantException.Unsupported($"The filter condition {feature} (on '{condition.Key}')");
    }
}
