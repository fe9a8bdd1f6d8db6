using Kale.LocalQdrant.Tests.Support;
using Qdrant.Client.Grpc;

namespace Kale.LocalQdrant.Tests.Search;

public sealed class ExactSearchTests
{
    private const int Count = 5_000;
    private const int Dimensions = 72;

    [Theory]
    [InlineData(Distance.Cosine, 1)]
    [InlineData(Distance.Dot, 2)]
    [InlineData(Distance.Euclid, 3)]
    [InlineData(Distance.Manhattan, 4)]
    public async Task Query_Random_IsTheNaiveSearchInDoublePrecision(Distance distance, int seed)
    {
        var random = new Random(seed);
        await using var server = await TestServer.StartAsync();
        var vectors = await LoadAsync(server, distance, random);
        var queries = Enumerable.Range(0, 20).Select(_ => Some.Vector(random, Dimensions)).ToList();

        var answers = await server.Client.QueryBatchAsync(
            "c", queries.Select(query => new QueryPoints { Query = query, Limit = 50, Offset = 3 }).ToList());

        for (var i = 0; i < queries.Count; i++)
        {
            var expected = Naive(distance, queries[i], vectors).Skip(3).Take(50).ToList();
            Assert.Equal(expected.Select(hit => hit.Id), Some.Ids(answers[i].Result));
            Assert.All(
                expected.Zip(answers[i].Result), pair => Assert.Equal(pair.First.Score, pair.Second.Score, 1e-4));
            var alone = await server.Client.QueryAsync("c", queries[i], limit: 50, offset: 3, payloadSelector: false);
            Assert.Equal(answers[i].Result, alone);
        }
    }

    [Fact]
    public async Task Query_MostlyEqualVectors_OrdersTiesById()
    {
        var random = new Random(5);
        await using var server = await TestServer.StartAsync();
        await server.Client.CreateCollectionAsync("c", Some.Vectors(8));
        var ids = Enumerable.Range(0, 3000).Select(i => (ulong)i).ToArray();
        random.Shuffle(ids);
        await server.Client.UpsertAsync(
            "c", ids.Select(id => Some.Point(id, [id % 3 == 0 ? 2 : 1, 1, 1, 1, 1, 1, 1, 1])).ToList());
        // Removing points moves rows about, which must not show.
        await server.Client.DeleteAsync("c", ids.Where(id => id % 7 == 0).ToList());

        var hits = await server.Client.QueryAsync("c", Enumerable.Repeat(1f, 8).ToArray(), limit: 1500);

        var left = ids.Where(id => id % 7 != 0).Order().ToList();
        Assert.Equal(left.Where(id => id % 3 == 0).Concat(left.Where(id => id % 3 != 0)).Take(1500), Some.Ids(hits));
    }

    [Fact]
    public async Task Query_ByIdOfAPoint_FindsItsNeighboursWithoutItself()
    {
        var random = new Random(6);
        await using var server = await TestServer.StartAsync();
        var vectors = await LoadAsync(server, Distance.Cosine, random);

        var hits = await server.Client.QueryAsync("c", 17, limit: 10);

        var expected = Naive(Distance.Cosine, vectors[17], vectors).Where(hit => hit.Id != 17).Take(10);
        Assert.Equal(expected.Select(hit => hit.Id), Some.Ids(hits));
    }

    [Theory]
    [InlineData(Distance.Dot, 0.5f)]
    [InlineData(Distance.Euclid, 6.5f)]
    public async Task Query_ScoreThreshold_KeepsWhatIsBeyondIt(Distance distance, float threshold)
    {
        var random = new Random(7);
        await using var server = await TestServer.StartAsync();
        var vectors = await LoadAsync(server, distance, random);
        var query = Some.Vector(random, Dimensions);

        var hits = await server.Client.QueryAsync("c", query, scoreThreshold: threshold, limit: Count);

        var expected = Naive(distance, query, vectors)
            .TakeWhile(hit => distance == Distance.Dot ? hit.Score > threshold : hit.Score < threshold).ToList();
        Assert.InRange(expected.Count, 10, Count - 10);
        Assert.Equal(expected.Select(hit => hit.Id).Order(), Some.Ids(hits).Order());
    }

    [Fact]
    public async Task Query_SearchThreads_MakeNoDifference()
    {
        using var directory = new TempDirectory();
        var query = Some.Vector(new Random(8), Dimensions);
        IReadOnlyList<ScoredPoint> many, one;
        await using (var server = await TestServer.StartAsync(directory.Path, options => options.SearchThreads = 8))
        {
            await LoadAsync(server, Distance.Cosine, new Random(9));
            many = await server.Client.QueryAsync("c", query, limit: 100);
        }
        await using (var server = await TestServer.StartAsync(directory.Path, options => options.SearchThreads = 1))
            one = await server.Client.QueryAsync("c", query, limit: 100);

        Assert.Equal(many, one);
    }

    [Fact]
    public async Task Query_AgainstFaiss_FindsTheSame()
    {
        var random = new Random(10);
        await using var server = await TestServer.StartAsync();
        var vectors = await LoadAsync(server, Distance.Dot, random);
        var queries = Enumerable.Range(0, 50).Select(_ => Some.Vector(random, Dimensions)).ToList();
        using var directory = new TempDirectory();
        await WriteAsync(directory["vectors.f32"], vectors);
        await WriteAsync(directory["queries.f32"], queries);

        var (exitCode, output) = await Commands.RunAsync("/usr/bin/python3", Commands.Peer("exact_search.py"),
            directory["vectors.f32"], directory["queries.f32"], Dimensions.ToString(), "10");

        Assert.True(exitCode == 0, output);
        var answers = await server.Client.QueryBatchAsync(
            "c", queries.Select(query => new QueryPoints { Query = query, Limit = 10 }).ToList());
        var ours = answers.Select(answer => string.Join(' ', Some.Ids(answer.Result)));
        Assert.Equal(output.Split('\n', StringSplitOptions.RemoveEmptyEntries), ours);
    }

    private static async Task<List<float[]>> LoadAsync(TestServer server, Distance distance, Random random)
    {
        await server.Client.CreateCollectionAsync("c", Some.Vectors(Dimensions, distance));
        var vectors = Enumerable.Range(0, Count).Select(_ => Some.Vector(random, Dimensions)).ToList();
        foreach (var batch in vectors.Select((vector, i) => Some.Point((ulong)i, vector)).Chunk(1000))
            await server.Client.UpsertAsync("c", batch);
        return vectors;
    }

    private static IEnumerable<(ulong Id, double Score)> Naive(Distance distance, float[] query, List<float[]> vectors)
    {
        var scored = vectors.Select((vector, i) => (Id: (ulong)i, Score: Score(distance, query, vector)));
        return distance is Distance.Cosine or Distance.Dot
            ? scored.OrderByDescending(hit => hit.Score)
            : scored.OrderBy(hit => hit.Score);
    }

    private static double Score(Distance distance, float[] x, float[] y) => distance switch
    {
        Distance.Cosine => Dot(x, y) / Math.Sqrt(Dot(x, x) * Dot(y, y)),
        Distance.Dot => Dot(x, y),
        Distance.Euclid => Math.Sqrt(x.Zip(y, (a, b) => Math.Pow((double)a - b, 2)).Sum()),
        _ => x.Zip(y, (a, b) => Math.Abs((double)a - b)).Sum(),
    };

    private static double Dot(float[] x, float[] y) => x.Zip(y, (a, b) => (double)a * b).Sum();

    private static Task WriteAsync(string path, IEnumerable<float[]> vectors) =>
        File.WriteAllBytesAsync(path, vectors.SelectMany(vector => vector).SelectMany(BitConverter.GetBytes).ToArray());
}
