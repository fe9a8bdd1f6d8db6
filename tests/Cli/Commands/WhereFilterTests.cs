using Google.Protobuf;
using Kale.Cli.Commands;
using Kale.V1;

namespace Kale.Cli.Tests.Commands;

public sealed class WhereFilterTests
{
    [Theory]
    [InlineData("kind=guide", """{ "match": { "field": "kind", "keywords": [ "guide" ] } }""")]
    [InlineData("kind=", """{ "match": { "field": "kind", "keywords": [ "" ] } }""")]
    [InlineData("a=b=c", """{ "match": { "field": "a", "keywords": [ "b=c" ] } }""")]
    [InlineData("\"a=b\"=c", """{ "match": { "field": "\"a=b\"", "keywords": [ "c" ] } }""")]
    [InlineData("id=\"42\"", """{ "match": { "field": "id", "keywords": [ "42" ] } }""")]
    [InlineData("id=042", "keywords 042 | integers 42")]
    [InlineData("post=9007199254740993", "keywords 9007199254740993 | integers 9007199254740993")]
    [InlineData("open=True", "keywords True | boolean true")]
    [InlineData("price=9.50", "keywords 9.50 | gte 9.5 lte 9.5")]
    [InlineData("post=9007199254740993.0", "keywords 9007199254740993.0 | integers 9007199254740993")]
    [InlineData(
        "big=18446744073709551616",
        "keywords 18446744073709551616 | gte 1.8446744073709552e+19 lte 1.8446744073709552e+19")]
    [InlineData("day=2024-05-01", "keywords 2024-05-01 | gte 2024-05-01T00:00:00Z lt 2024-05-02T00:00:00Z")]
    [InlineData(
        "at=2024-05-01T10:30:15+02:00",
        "keywords 2024-05-01T10:30:15+02:00 | gte 2024-05-01T08:30:15Z lte 2024-05-01T08:30:15Z")]
    [InlineData("year>2020", "gt 2020 | gte 2021-01-01T00:00:00Z")]
    [InlineData("year>=2020", "gte 2020 | gte 2020-01-01T00:00:00Z")]
    [InlineData("year<=2020", "lte 2020 | lt 2021-01-01T00:00:00Z")]
    [InlineData("price<-1.5", """{ "range": { "field": "price", "lt": -1.5 } }""")]
    [InlineData("day<=2024-05", """{ "dateRange": { "field": "day", "lt": "2024-06-01T00:00:00Z" } }""")]
    [InlineData("at>2024-05-01T10:30:15", """{ "dateRange": { "field": "at", "gt": "2024-05-01T10:30:15Z" } }""")]
    [InlineData("at<9999", "lt 9999 | lt 9999-01-01T00:00:00Z")]
    public void Parse_Words_AskForAllThatTheyCanMean(string words, string expected)
    {
        var condition = Assert.Single(WhereFilter.Parse([words])!.Must);
        Assert.Equal(expected, expected.StartsWith('{') ? Text(condition) : Readings(condition));
    }

    [Fact]
    public void Parse_NotEqual_ExcludesAllThatItCanMeanAndWhatHasNoSuchField()
    {
        var filter = WhereFilter.Parse(["kind!=guide", "id!=42", "lang=de"])!;
        foreach (var (condition, field, excluded) in new[]
        {
            (filter.Must[0], "kind", "keywords guide"), (filter.Must[1], "id", "keywords 42 | integers 42"),
        })
        {
            Assert.Equal(field, condition.Filter.MustNot[0].IsEmpty.Field);
            Assert.Equal(excluded, Readings(condition.Filter.MustNot[1]));
        }
        Assert.Equal("keywords de", Readings(filter.Must[2]));
    }

    [Theory]
    [InlineData("noequals")]
    [InlineData("=value")]
    [InlineData("\"open=value")]
    [InlineData("price>cheap")]
    [InlineData("day<")]
    [InlineData("n>NaN")]
    [InlineData("post>9007199254740993")]
    public void Parse_WhatIsNoCondition_IsRefused(string words) => Assert.Contains(
        words, Assert.Throws<CliException>(() => WhereFilter.Parse([words])).Message, StringComparison.Ordinal);

    [Fact]
    public void Parse_Nothing_IsNoFilter() => Assert.Null(WhereFilter.Parse([]));

    private static string Text(IMessage message) => JsonFormatter.Default.Format(message);

    private static string Readings(Condition condition) => string.Join(
        " | ", condition.Filter is { } filter ? filter.Should.Select(Reading) : [Reading(condition)]);

    private static string Reading(Condition condition) => condition switch
    {
        { Match.Keywords.Count: > 0 } => $"keywords {condition.Match.Keywords[0]}",
        { Match.Integers.Count: > 0 } => $"integers {condition.Match.Integers[0]}",
        { Match.HasBoolean: true } => Text(condition.Match).Contains("true") ? "boolean true" : "boolean false",
        { Range: { } range } => Bounds(Text(range)),
        { DateRange: { } range } => Bounds(Text(range)),
        _ => Text(condition),
    };

    // { "field": "f", "gte": 1, "lt": "…" } as gte 1 lt ….
    private static string Bounds(string json) => string.Join(' ', System.Text.Json.JsonDocument.Parse(json).RootElement
        .EnumerateObject()
        .Where(bound => bound.Name != "field")
        .OrderBy(bound => bound.Name, StringComparer.Ordinal)
        .Select(bound => $"{bound.Name} {bound.Value}"));
}
