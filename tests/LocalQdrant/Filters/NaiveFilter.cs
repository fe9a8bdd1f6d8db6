using System.Text.RegularExpressions;
using Google.Protobuf.Collections;
using Qdrant.Client.Grpc;
using Match = Qdrant.Client.Grpc.Match;
using Range = Qdrant.Client.Grpc.Range;

namespace Kale.LocalQdrant.Tests.Filters;

/// <summary>Qdrant's filters as its documentation tells them, slowly and on objects.</summary>
internal static class NaiveFilter
{
    public static bool Matches(Filter filter, PointStruct point) => Matches(filter, point.Id, point.Payload);

    private static bool Matches(Filter filter, PointId id, MapField<string, Value> payload)
    {
        bool Holds(Condition condition) => Matches(condition, id, payload);
        return filter.Must.All(Holds)
            && (filter.Should.Count == 0 || filter.Should.Any(Holds))
            && !filter.MustNot.Any(Holds)
            && (filter.MinShould is not { } some || (ulong)some.Conditions.Count(Holds) >= some.MinCount);
    }

    private static bool Matches(Condition condition, PointId id, MapField<string, Value> payload)
    {
        if (condition.Filter is { } filter)
            return Matches(filter, id, payload);
        if (condition.HasId is { } ids)
            return ids.HasId.Contains(id);
        if (condition.IsEmpty is { } empty)
            return Values(payload, empty.Key).All(IsEmpty);
        if (condition.IsNull is { } isNull)
            return Values(payload, isNull.Key).Any(value => Flat(value).Any(IsNull));
        if (condition.Nested is { } nested)
        {
            return Values(payload, nested.Key + "[]")
                .Any(part => part.StructValue is { } s && Matches(nested.Filter, id, s.Fields));
        }
        var field = condition.Field;
        if (field.HasIsEmpty)
            return Values(payload, field.Key).All(IsEmpty) == field.IsEmpty;
        return Values(payload, field.Key).SelectMany(Flat)
            .Any(value => field.Match is { } match ? Matches(match, value) : InRange(field.Range, value));
    }

    private static bool Matches(Match match, Value value) => match.MatchValueCase switch
    {
        Match.MatchValueOneofCase.Keyword => value.HasStringValue && value.StringValue == match.Keyword,
        Match.MatchValueOneofCase.Keywords =>
            value.HasStringValue && match.Keywords.Strings.Contains(value.StringValue),
        Match.MatchValueOneofCase.ExceptKeywords =>
            !IsNull(value) && !(value.HasStringValue && match.ExceptKeywords.Strings.Contains(value.StringValue)),
        Match.MatchValueOneofCase.Integer => value.HasIntegerValue && value.IntegerValue == match.Integer,
        Match.MatchValueOneofCase.Integers =>
            value.HasIntegerValue && match.Integers.Integers.Contains(value.IntegerValue),
        Match.MatchValueOneofCase.ExceptIntegers =>
            !IsNull(value) && !(value.HasIntegerValue && match.ExceptIntegers.Integers.Contains(value.IntegerValue)),
        Match.MatchValueOneofCase.Boolean => value.HasBoolValue && value.BoolValue == match.Boolean,
        _ => value.HasStringValue && value.StringValue.Contains(match.Text, StringComparison.Ordinal),
    };

    private static bool InRange(Range range, Value value)
    {
        if (!value.HasIntegerValue && !value.HasDoubleValue)
            return false;
        var number = value.HasIntegerValue ? value.IntegerValue : value.DoubleValue;
        return (!range.HasGt || number > range.Gt) && (!range.HasGte || number >= range.Gte)
            && (!range.HasLt || number < range.Lt) && (!range.HasLte || number <= range.Lte);
    }

    private static IEnumerable<Value> Values(MapField<string, Value> payload, string key)
    {
        IEnumerable<Value> values = [new Value { StructValue = new Struct { Fields = { payload } } }];
        foreach (var part in Regex.Matches(key, @"[^.\[\]]+(?!\])|\[\d*\]").Select(part => part.Value))
            values = values.SelectMany(value => Step(value, part)).ToList();
        return values;
    }

    private static IEnumerable<Value> Step(Value value, string part)
    {
        if (part == "[]")
            return value.ListValue?.Values ?? [];
        if (part[0] == '[')
            return (value.ListValue?.Values ?? []).Skip(int.Parse(part[1..^1])).Take(1);
        return value.StructValue?.Fields.TryGetValue(part, out var field) == true ? [field] : [];
    }

    private static IEnumerable<Value> Flat(Value value) => value.ListValue is { } list ? list.Values : [value];

    private static bool IsNull(Value value) =>
        value.KindCase is Value.KindOneofCase.NullValue or Value.KindOneofCase.None;

    private static bool IsEmpty(Value value) => IsNull(value) || value.ListValue?.Values.Count == 0;
}
