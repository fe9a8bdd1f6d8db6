using Kale.LocalQdrant.Tests.Support;
using Qdrant.Client.Grpc;
using static Qdrant.Client.Grpc.Conditions;
using Range = Qdrant.Client.Grpc.Range;

namespace Kale.LocalQdrant.Tests.Filters;

/// <summary>Filters over the wire against an evaluator written from Qdrant's documentation, on objects.</summary>
public sealed class RandomFilterTests
{
    private const int Points = 400;
    private const int Filters = 300;
    private static readonly string[] Keys =
        ["color", "size", "flag", "mixed", "inner.color", "parts[].size", "parts[0].color", "no.such"];

    private static readonly string[] Words = ["red", "green", "blue", "dark red", "", "ümlaut"];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Filter_Random_MatchesAsTheNaiveEvaluatorSays(int seed)
    {
        var random = new Random(seed);
        await using var server = await TestServer.StartAsync();
        await server.Client.CreateCollectionAsync("c", Some.Vectors(4));
        var points = Enumerable.Range(0, Points).Select(i => RandomPoint(random, (ulong)i)).ToList();
        await server.Client.UpsertAsync("c", points);
        var query = Some.Vector(random, 4);
        var matchedSome = 0;

        for (var i = 0; i < Filters; i++)
        {
            var filter = RandomFilter(random, 3);
            var expected = points.Where(point => NaiveFilter.Matches(filter, point))
                .Select(point => point.Id.Num).ToHashSet();
            matchedSome += expected.Count is > 0 and < Points ? 1 : 0;

            Assert.Equal((ulong)expected.Count, await server.Client.CountAsync("c", filter));
            Assert.Equal(expected.Order(), Some.Ids((await server.Client.ScrollAsync("c", filter, Points)).Result));
            var best = points.Where(point => expected.Contains(point.Id.Num))
                .OrderByDescending(point => Dot(query, point)).Take(5).Select(point => point.Id.Num);
            Assert.Equal(best, Some.Ids(await server.Client.QueryAsync("c", query, filter: filter, limit: 5)));
        }

        Assert.InRange(matchedSome, Filters / 2, Filters);
    }

    private static double Dot(float[] query, PointStruct point) =>
        point.Vectors.Vector.Dense.Data.Zip(query, (x, y) => (double)x * y).Sum();

    private static PointStruct RandomPoint(Random random, ulong id)
    {
        var point = Some.Point(id, Some.Vector(random, 4));
        foreach (var key in new[] { "color", "size", "flag", "mixed" })
        {
            if (random.Next(5) > 0)
                point.Payload[key] = RandomValue(random, key);
        }
        point.Payload["inner"] = new Dictionary<string, Value> { ["color"] = RandomValue(random, "color") };
        point.Payload["parts"] = Enumerable.Range(0, random.Next(4)).Select(_ => (Value)new Dictionary<string, Value>
        {
            ["color"] = RandomValue(random, "color"),
            ["size"] = RandomValue(random, "size"),
        }).ToArray();
        return point;
    }

    private static Value RandomValue(Random random, string key) => (key, random.Next(8)) switch
    {
        (_, 0) => new Value { NullValue = NullValue.NullValue },
        (_, 1) => Enumerable.Range(0, random.Next(3)).Select(_ => RandomScalar(random, key)).ToArray(),
        _ => RandomScalar(random, key),
    };

    private static Value RandomScalar(Random random, string key) => key switch
    {
        "color" => Words[random.Next(Words.Length)],
        "size" => random.Next(2) == 0 ? (Value)(long)random.Next(-3, 4) : random.Next(-3, 4) / 2.0,
        "flag" => random.Next(2) == 0,
        _ => RandomScalar(random, new[] { "color", "size", "flag" }[random.Next(3)]),
    };

    private static Filter RandomFilter(Random random, int depth)
    {
        var filter = new Filter();
        var clauses = new[] { filter.Must, filter.Should, filter.MustNot };
        for (var i = random.Next(1, 4); i > 0; i--)
            clauses[random.Next(3)].Add(RandomCondition(random, depth));
        if (random.Next(6) == 0)
        {
            filter.MinShould = new MinShould { MinCount = (ulong)random.Next(4) };
            for (var i = random.Next(1, 4); i > 0; i--)
                filter.MinShould.Conditions.Add(RandomCondition(random, depth));
        }
        return filter;
    }

    private static Condition RandomCondition(Random random, int depth)
    {
        var key = Keys[random.Next(Keys.Length)];
        string[] words = [Words[random.Next(Words.Length)], Words[random.Next(Words.Length)]];
        long[] numbers = [random.Next(-3, 4), random.Next(-3, 4)];
        return random.Next(13) switch
        {
            0 => MatchKeyword(key, words[0]),
            1 => Match(key, words),
            2 => MatchExcept(key, words),
            3 => Match(key, numbers[0]),
            4 => Match(key, numbers),
            5 => MatchExcept(key, numbers),
            6 => Match(key, random.Next(2) == 0),
            7 => MatchText(key, new[] { "re", "dark", "ü", "" }[random.Next(4)]),
            8 => Range(key, RandomRange(random)),
            9 when random.Next(2) == 0 => IsEmpty(key),
            9 => new Condition { Field = new FieldCondition { Key = key, IsEmpty = false } },
            10 => IsNull(key),
            11 => HasId(Enumerable.Range(0, 50).Select(_ => (ulong)random.Next(Points + 50)).ToList()),
            _ when depth == 0 => MatchKeyword("color", words[0]),
            _ when random.Next(3) == 0 => Nested("parts", RandomNested(random)),
            _ => Filter(RandomFilter(random, depth - 1)),
        };
    }

    private static Filter RandomNested(Random random) => new()
    {
        Must = { MatchKeyword("color", Words[random.Next(3)]), Range("size", RandomRange(random)) },
    };

    private static Range RandomRange(Random random)
    {
        var range = new Range();
        if (random.Next(2) == 0)
            range.Gte = random.Next(-3, 2) / 2.0;
        else
            range.Gt = random.Next(-3, 2) / 2.0;
        if (random.Next(2) == 0)
            range.Lt = random.Next(0, 4);
        else if (random.Next(2) == 0)
            range.Lte = random.Next(0, 4);
        return range;
    }
}
