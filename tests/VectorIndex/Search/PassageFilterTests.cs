using Kale.VectorIndex.Tests.Support;
using static Kale.VectorIndex.PassageCondition;
using static Kale.VectorIndex.Tests.Support.Samples;

namespace Kale.VectorIndex.Tests.Search;

[Collection(QdrantSuite.Name)]
public sealed class PassageFilterTests(QdrantFixture qdrant) : IAsyncLifetime
{
    private IndexBuild _build = null!;

    public async Task InitializeAsync()
    {
        _build = await qdrant.Store.NewCollectionAsync();
        await qdrant.Store.Passages.WriteAsync(_build,
        [
            Document("a", payload: """
                {"kind": "guide", "year": 2020, "rating": 4.5, "draft": true, "tags": ["x", "y"], "by": {"team": "ui"},
                 "dc.subject": "baking", "day": "2024-05-01T10:30:00.5+02:00"}
                """),
            Document("b", payload: """
                {"kind": "guide", "year": 2021, "rating": 3, "draft": false, "tags": ["y"], "by": {"team": "core"},
                 "dc": {"sub.ject": "baking"}, "the place": "here", "day": ["no day", "2024-05-01"]}
                """),
            Document("c", payload: """
                {"kind": "api", "year": 2022, "rating": -1.25, "tags": [], "by": null,
                 "post": 9007199254740993, "day": "2024-04-30 23:59"}
                """),
            Document("d", payload: """{"kind": "Guide", "years": [2020, 2022], "post": 9007199254740992}"""),
        ]);
    }

    public Task DisposeAsync() => Task.CompletedTask;

    public static TheoryData<string, PassageFilter> Filters() => new()
    {
        { "abcd", new PassageFilter() },
        { "ab", Must(new Keywords("kind", ["guide"])) },
        { "abc", Must(new Keywords("kind", ["guide", "api"])) },
        { "ab", Must(new Keywords("tags", ["y"])) },
        { "a", Must(new Keywords("by.team", ["ui"])) },
        { "", Must(new Keywords("nobody", ["x"])) },
        { "b", Must(new Integers("year", [2021])) },
        { "ac", Must(new Integers("year", [2020, 2022])) },
        { "d", Must(new Integers("years", [2022])) },
        { "a", Must(new Flag("draft", true)) },
        { "b", Must(new Flag("draft", false)) },
        { "bc", Must(new PassageCondition.Range("year") { GreaterThan = 2020 }) },
        { "ab", Must(new PassageCondition.Range("year") { AtLeast = 2020, LessThan = 2022 }) },
        { "ab", Must(new PassageCondition.Range("rating") { GreaterThan = 0, AtMost = 4.5 }) },
        { "cd", Must(new Empty("by.team")) },
        { "cd", Must(new Empty("tags")) },
        { "cd", Must(new Empty("draft")) },
        { "bd", Must(new OfDocuments(["b", "d", "nobody"])) },
        { "a", Must(new Keywords("\"dc.subject\"", ["baking"])) },
        { "", Must(new Keywords("dc.subject", ["baking"])) },
        { "b", Must(new Keywords("dc.\"sub.ject\"", ["baking"])) },
        { "b", Must(new Keywords("the place", ["here"])) },
        { "c", Must(new Integers("post", [9007199254740993])) },
        { "d", Must(new Integers("post", [9007199254740992])) },
        { "ab", Must(new PassageCondition.DateRange("day") { AtLeast = Day(2024, 5, 1) }) },
        { "a", Must(new PassageCondition.DateRange("day") { GreaterThan = Day(2024, 5, 1) }) },
        {
            "bc",
            Must(new PassageCondition.DateRange("day") { AtMost = Day(2024, 5, 1), GreaterThan = Day(2024, 1, 1) })
        },
        { "c", Must(new PassageCondition.DateRange("day") { LessThan = Day(2024, 5, 1) }) },
        { "cd", new PassageFilter { MustNot = [new Keywords("kind", ["guide"])] } },
        { "ac", new PassageFilter { Should = [new Flag("draft", true), new Keywords("kind", ["api"])] } },
        { "b", new PassageFilter { Must = [new Keywords("kind", ["guide"])],
            Should = [new Integers("year", [2021, 2022])] } },
        {
            "ac", Must(
                new Nested(new PassageFilter { Should =
                    [new Integers("year", [2020]), new Nested(Must(new Keywords("kind", ["api"])))] }),
                new PassageCondition.Range("year") { AtMost = 2022 })
        },
    };

    [Theory]
    [MemberData(nameof(Filters))]
    public async Task Search_Filter_FindsTheDocumentsItMeans(string expected, PassageFilter filter)
    {
        var hits = await qdrant.Store.Searcher.SearchAsync(_build, new PassageQuery(Vector("q")) { Filter = filter });
        Assert.Equal(expected, string.Concat(hits.Select(hit => hit.DocumentId).Order()));
    }

    public static TheoryData<PassageFilter> Malformed() =>
    [
        Must(new Keywords("kind", [])),
        Must(new Integers("year", [])),
        Must(new OfDocuments([])),
        Must(new PassageCondition.Range("year")),
        Must(new PassageCondition.Range("year") { AtLeast = double.NaN }),
        Must(new Keywords("", ["x"])),
        Must(new Keywords(" ", ["x"])),
        Must(new Keywords("kale.text", ["x"])),
        Must(new Keywords("\"kale\".text", ["x"])),
        Must(new Keywords("a..b", ["x"])),
        Must(new Keywords("a.\"b", ["x"])),
        Must(new PassageCondition.DateRange("day")),
        Must(new Empty("kale")),
        Enumerable.Range(0, 40).Aggregate(new PassageFilter(), (inner, _) => Must(new Nested(inner))),
    ];

    [Theory]
    [MemberData(nameof(Malformed))]
    public async Task Search_MalformedFilter_SaysWhatIsWrong(PassageFilter filter)
    {
        await FailsAsync(VectorIndexError.InvalidFilter,
            () => qdrant.Store.Searcher.SearchAsync(_build, new PassageQuery(Vector("q")) { Filter = filter }));
    }

    private static DateTimeOffset Day(int year, int month, int day) => new(year, month, day, 0, 0, 0, TimeSpan.Zero);

    private static PassageFilter Must(params PassageCondition[] conditions) => new() { Must = conditions };
}
