using Kale.LocalQdrant.Points;
using Kale.LocalQdrant.Tests.Support;
using Qdrant.Client.Grpc;

namespace Kale.LocalQdrant.Tests.Points;

public sealed class PointTableTests
{
    [Theory]
    [InlineData(1, 60)]
    [InlineData(2, 3000)]
    public void Table_RandomChanges_IsADictionary(int seed, int ids)
    {
        var random = new Random(seed);
        var table = new PointTable(3);
        var expected = new Dictionary<PointKey, (float[] Vector, byte[] Payload)>();
        var keys = Enumerable.Range(0, ids).Select(i => KeyOf(random, i)).ToList();

        for (var step = 0; step < 20_000; step++)
        {
            var key = keys[random.Next(ids)];
            var payload = new byte[random.Next(10)];
            random.NextBytes(payload);
            switch (random.Next(4))
            {
                case 0:
                    table.Remove(key);
                    expected.Remove(key);
                    break;
                case 1:
                    table.SetPayload(key, payload);
                    if (expected.TryGetValue(key, out var point))
                        expected[key] = (point.Vector, payload);
                    break;
                default:
                    expected[key] = (Some.Vector(random, 3), payload);
                    table.Put(key, expected[key].Vector, payload);
                    break;
            }
        }

        Assert.Equal(expected.Count, table.Count);
        Assert.Equal(expected.Keys.Order(), table.Keys().Order());
        foreach (var (key, (vector, payload)) in expected)
        {
            Assert.True(table.TryGetRow(key, out var row));
            Assert.Equal(vector, table.Vector(row).ToArray());
            Assert.Equal(payload, table.Payload(row).ToArray());
        }
        Assert.Equal(expected.Values.Sum(point => point.Payload.Length + 12 + 22L), table.LiveBytes);
    }

    [Fact]
    public void PointKey_NumbersAndUuids_SortAndReadBackAsInQdrant()
    {
        string[] uuids =
        [
            "00000000-0000-0000-0000-000000000001",
            "550e8400-e29b-41d4-a716-446655440000",
            "ffffffff-0000-0000-0000-000000000000",
        ];
        List<PointId> ids = [0, 5, ulong.MaxValue, .. uuids.Select(uuid => new PointId { Uuid = uuid })];

        var keys = ids.Select(PointKey.From).ToList();

        Assert.Equal(keys, keys.AsEnumerable().Reverse().Order());
        Assert.Equal(ids, keys.Select(key => key.ToPointId()));
    }

    [Theory]
    [InlineData("550E8400E29B41D4A716446655440000")]
    [InlineData("urn:uuid:550e8400-e29b-41d4-a716-446655440000")]
    public void PointKey_OtherSpellingsOfAUuid_AreTheSamePoint(string spelling)
    {
        var key = PointKey.From(new PointId { Uuid = spelling });

        Assert.Equal("550e8400-e29b-41d4-a716-446655440000", key.ToPointId().Uuid);
    }

    private static PointKey KeyOf(Random random, int i) =>
        i % 2 == 0 ? new PointKey(false, 0, (ulong)i) : new PointKey(true, (ulong)random.NextInt64(), (ulong)i);
}
