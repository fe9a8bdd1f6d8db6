using Kale.Bundles;
using Kale.Trainer.Measuring;
using Kale.Trainer.Recipes;
using Kale.Training;

namespace Kale.Trainer.Tests.Recipes.Examples;

public sealed class NegativesTests
{
    private static readonly LabelledSet Set = new(
        ["answer", "near", "far", "answer", "farthest"],
        [new LabelledQuery("one", [0], []), new LabelledQuery("two", [4], [1, 2])],
        Hash: "");

    [Fact]
    public void Mine_SkipsAnswersAndTheirCopies_HardestFirst()
    {
        var documents = VectorTable.Of([[1f, 0f], [0.9f, 0.1f], [0.5f, 0.5f], [1f, 0f], [0f, 1f]]);
        var mined = HardNegatives.Mine(
            Set, VectorTable.Of([[1f, 0f], [0f, 1f]]), documents, Metric.Dot, depth: 2, CancellationToken.None);
        Assert.Equal([1, 2], mined[0]);
        Assert.Equal([2, 1], mined[1]);
    }

    [Fact]
    public void Draw_TakesAnAnswerThenMinedThenNamedThenAnyOthers()
    {
        var choice = new NegativeChoice(Set, [[1], [1, 2]], minedCount: 1, sampledCount: 2);
        for (var seed = 0ul; seed < 20; seed++)
        {
            var one = choice.Draw(0, new SeededRandom(seed));
            Assert.Equal((4, 0, 1), (one.Length, one[0], one[1]));
            Assert.Equal(4, one.Distinct().Count());
            Assert.Equal([1, 2], choice.Draw(1, new SeededRandom(seed))[1..3].Order());
        }
    }

    [Fact]
    public void Draw_FromACorpusThatIsTooSmall_RepeatsRatherThanHang()
    {
        var set = new LabelledSet(["a", "b"], [new LabelledQuery("q", [0], [])], "");
        Assert.Equal([0, 1, 1, 1], new NegativeChoice(set, [], 0, 3).Draw(0, new SeededRandom(1)));
    }

    [Fact]
    public void From_ASeed_HoldsTheSameQueriesOutWithTheirAnswers()
    {
        var set = new LabelledSet(
            [.. Enumerable.Range(0, 3_000).Select(i => $"d{i}")],
            [.. Enumerable.Range(0, 100).Select(i => new LabelledQuery($"q{i}", [i], []))], "");
        var (held, again) = (HeldOutQueries.From(set, 5), HeldOutQueries.From(set, 5));
        Assert.Equal((95, 5, 1_000), (held.Training.Queries.Count, held.Queries.Count, held.Documents.Count));
        Assert.Equal(held.Queries, again.Queries);
        Assert.Empty(held.Queries.Intersect(held.Training.Queries));
        Assert.All(held.Queries, query => Assert.Contains(query.Positives[0], held.Documents));
    }
}
