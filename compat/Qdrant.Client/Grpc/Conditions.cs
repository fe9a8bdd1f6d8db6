using Google.Protobuf.WellKnownTypes;

namespace Qdrant.Client.Grpc;

/// <summary>Short names for the conditions a filter is made of.</summary>
public static class Conditions
{
    public static Condition HasId(ulong id) => HasId([id]);

    public static Condition HasId(IReadOnlyList<ulong> ids) =>
        new() { HasId = new HasIdCondition { HasId = { ids.Select(id => (PointId)id) } } };

    public static Condition HasId(Guid id) => HasId([id]);

    public static Condition HasId(IReadOnlyList<Guid> ids) =>
        new() { HasId = new HasIdCondition { HasId = { ids.Select(id => (PointId)id) } } };

    public static Condition HasVector(string vector) =>
        new() { HasVector = new HasVectorCondition { HasVector = vector } };

    public static Condition IsEmpty(string field) => new() { IsEmpty = new IsEmptyCondition { Key = field } };

    public static Condition IsNull(string field) => new() { IsNull = new IsNullCondition { Key = field } };

    public static Condition MatchKeyword(string field, string keyword) => Match(field, new Match { Keyword = keyword });

    public static Condition MatchText(string field, string text) => Match(field, new Match { Text = text });

    public static Condition MatchTextAny(string field, string textAny) => Match(field, new Match { TextAny = textAny });

    public static Condition MatchPhrase(string field, string phrase) => Match(field, new Match { Phrase = phrase });

    public static Condition Match(string field, bool value) => Match(field, new Match { Boolean = value });

    public static Condition Match(string field, long value) => Match(field, new Match { Integer = value });

    public static Condition Match(string field, IReadOnlyList<string> keywords) =>
        Match(field, new Match { Keywords = new RepeatedStrings { Strings = { keywords } } });

    public static Condition Match(string field, IReadOnlyList<long> values) =>
        Match(field, new Match { Integers = new RepeatedIntegers { Integers = { values } } });

    public static Condition MatchExcept(string field, IReadOnlyList<string> keywords) =>
        Match(field, new Match { ExceptKeywords = new RepeatedStrings { Strings = { keywords } } });

    public static Condition MatchExcept(string field, IReadOnlyList<long> values) =>
        Match(field, new Match { ExceptIntegers = new RepeatedIntegers { Integers = { values } } });

    public static Condition Range(string field, Range range) =>
        Field(new FieldCondition { Key = field, Range = range });

    public static Condition DatetimeRange(
        string field, DateTime? lt = null, DateTime? gt = null, DateTime? gte = null, DateTime? lte = null) =>
        Field(new FieldCondition
        {
            Key = field,
            DatetimeRange = new DatetimeRange
            {
                Lt = Stamp(lt),
                Gt = Stamp(gt),
                Gte = Stamp(gte),
                Lte = Stamp(lte),
            },
        });

    public static Condition GeoRadius(string field, double latitude, double longitude, float radius) =>
        Field(new FieldCondition
        {
            Key = field,
            GeoRadius = new GeoRadius { Center = Point(latitude, longitude), Radius = radius },
        });

    public static Condition GeoBoundingBox(
        string field, double topLeftLatitude, double topLeftLongitude, double bottomRightLatitude,
        double bottomRightLongitude) =>
        Field(new FieldCondition
        {
            Key = field,
            GeoBoundingBox = new GeoBoundingBox
            {
                TopLeft = Point(topLeftLatitude, topLeftLongitude),
                BottomRight = Point(bottomRightLatitude, bottomRightLongitude),
            },
        });

    public static Condition GeoPolygon(
        string field, GeoLineString exterior, IReadOnlyList<GeoLineString>? interiors = null) =>
        Field(new FieldCondition
        {
            Key = field,
            GeoPolygon = new GeoPolygon { Exterior = exterior, Interiors = { interiors ?? [] } },
        });

    public static Condition ValuesCount(string field, ValuesCount valuesCount) =>
        Field(new FieldCondition { Key = field, ValuesCount = valuesCount });

    public static Condition Nested(string field, Condition condition) => Nested(field, (Filter)condition);

    public static Condition Nested(string field, Filter filter) =>
        new() { Nested = new NestedCondition { Key = field, Filter = filter } };

    public static Condition Filter(Filter filter) => new() { Filter = filter };

    private static Condition Match(string field, Match match) =>
        Field(new FieldCondition { Key = field, Match = match });

    private static Condition Field(FieldCondition field) => new() { Field = field };

    private static GeoPoint Point(double latitude, double longitude) => new() { Lat = latitude, Lon = longitude };

    private static Timestamp? Stamp(DateTime? time) =>
        time is { } value ? Timestamp.FromDateTime(value.ToUniversalTime()) : null;
}
