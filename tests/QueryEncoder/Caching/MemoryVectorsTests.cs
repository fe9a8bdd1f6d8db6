using Kale.QueryEncoder.Caching;

namespace Kale.QueryEncoder.Tests.Caching;

public sealed class MemoryVectorsTests
{
    [Fact]
    public void Add_BeyondTheCapacity_DropsWhatWasUsedLongestAgo()
    {
        var one = new CachedVector(new float[10], 3, false);
        var memory = new MemoryVectors(one.Bytes * 3);
        for (var i = 0; i < 3; i++)
            memory.Add(Key(i), one);
        Assert.Same(one, memory.Find(Key(0)));

        memory.Add(Key(3), one);

        Assert.Null(memory.Find(Key(1)));
        Assert.All([0, 2, 3], i => Assert.NotNull(memory.Find(Key(i))));
        Assert.Equal(one.Bytes * 3, memory.Bytes);
    }

    [Fact]
    public void Add_WhatIsLargerThanTheCapacity_IsNotKept()
    {
        var memory = new MemoryVectors(100);
        memory.Add(Key(0), new CachedVector(new float[1000], 3, false));
        Assert.Equal((0L, null), (memory.Bytes, memory.Find(Key(0))));
    }

    [Fact]
    public void Parse_OfItsOwnBytes_GivesTheSameAndOfOthersNothing()
    {
        var vector = new CachedVector([1.5f, -2e-7f, float.MaxValue], 77, true);
        var read = CachedVector.Parse(vector.ToBytes(), 3)!;
        Assert.Equal(vector.Vector, read.Vector);
        Assert.Equal((77, true), (read.TokenCount, read.Truncated));
        Assert.Null(CachedVector.Parse(vector.ToBytes(), 4));
        Assert.Null(CachedVector.Parse(null, 3));
        Assert.Null(CachedVector.Parse([1], 3));
    }

    private static VectorKey Key(int i) => new(0, (UInt128)i);
}
