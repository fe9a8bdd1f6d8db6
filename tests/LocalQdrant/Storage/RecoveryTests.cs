using Kale.LocalQdrant.Points;
using Kale.LocalQdrant.Tests.Support;
using Kale.Storage.Logs;
using Microsoft.Extensions.Logging.Abstractions;

namespace Kale.LocalQdrant.Tests.Storage;

public sealed class RecoveryTests : IAsyncLifetime
{
    private const int Dimensions = 2;
    private readonly TempDirectory _directory = new();
    private readonly MemoryTrim _memory = new(TimeProvider.System);

    private string Files => _directory["c"];

    private string LogPath => Path.Combine(Files, "00000001.log");

    [Fact]
    public async Task Open_AfterClose_HasEverything()
    {
        var states = await WriteSmallLogAsync();

        Assert.Equal(states[^1], await ReadAsync());
    }

    [Fact]
    public async Task Open_LogCutAtAnyByte_HasTheChangesBeforeTheCutWhole()
    {
        var states = await WriteSmallLogAsync();
        var whole = await File.ReadAllBytesAsync(LogPath);
        var seen = new HashSet<string>();

        for (var length = 24; length <= whole.Length; length++)
        {
            await File.WriteAllBytesAsync(LogPath, whole[..length]);
            var state = await ReadAsync();
            Assert.Contains(state, states);
            seen.Add(state);
            Assert.Equal(state, await ReadAsync());
        }

        Assert.Equal(states.Count, seen.Count);
    }

    [Fact]
    public async Task Open_BitFlippedAtAnyByte_NamesTheFileAndTheOffset()
    {
        var states = await WriteSmallLogAsync();
        var whole = await File.ReadAllBytesAsync(LogPath);
        var lastMark = whole.Length - 17; // a mark that reaches no further than the one before it

        for (var offset = 0; offset < whole.Length; offset++)
        {
            var flipped = whole.ToArray();
            flipped[offset] ^= (byte)(1 << (offset % 8));
            await File.WriteAllBytesAsync(LogPath, flipped);
            if (offset >= lastMark)
            {
                Assert.Equal(states[^1], await ReadAsync());
                continue;
            }
            var error = await Assert.ThrowsAsync<LocalQdrantException>(ReadAsync);
            Assert.True(error.Reason is LocalQdrantError.DataDamaged, error.Message);
            Assert.Contains(LogPath, error.Message);
            Assert.InRange(OffsetIn(error), 0, offset);
            Assert.Equal(flipped, await File.ReadAllBytesAsync(LogPath));
        }
    }

    [Fact]
    public async Task Open_LogMissing_NamesIt()
    {
        await WriteSmallLogAsync();
        File.Delete(LogPath);

        var error = await Assert.ThrowsAsync<LocalQdrantException>(ReadAsync);

        Assert.Contains("00000001.log", error.Message);
        Assert.Contains("missing", error.Message);
    }

    [Fact]
    public async Task Open_NewerFormat_IsRefused()
    {
        await WriteSmallLogAsync();
        var bytes = await File.ReadAllBytesAsync(LogPath);
        bytes[8] = 99;
        BitConverter.TryWriteBytes(bytes.AsSpan(16), RecordFormat.Crc(0, bytes.AsSpan(0, 16)));
        await File.WriteAllBytesAsync(LogPath, bytes);

        var error = await Assert.ThrowsAsync<LocalQdrantException>(ReadAsync);

        Assert.Equal(LocalQdrantError.NewerFormat, error.Reason);
        Assert.Contains("format 99", error.Message);
    }

    [Fact]
    public async Task Compaction_ManyOverwrites_KeepsTheLastOfEach()
    {
        string state;
        await using (var collection = Collection.Create("c", Files, Dimensions, Context(slack: 4096)))
        {
            for (var i = 0; Bases().All(name => string.CompareOrdinal(name, "00000003.base") < 0); i++)
                await PutAsync(collection, (ulong)(i % 7), i);
            state = collection.Read(Describe);
        }

        Assert.Equal(state, await ReadAsync());
        Assert.Single(Bases());
        Assert.DoesNotContain(LogPath, Directory.GetFiles(Files));
    }

    [Fact]
    public async Task Open_BaseFlippedAtAnyByte_NamesTheFile()
    {
        var basePath = await CompactedAsync();
        var whole = await File.ReadAllBytesAsync(basePath);

        for (var offset = 0; offset < whole.Length; offset++)
        {
            var flipped = whole.ToArray();
            flipped[offset] ^= (byte)(1 << (offset % 8));
            await File.WriteAllBytesAsync(basePath, flipped);
            var error = await Assert.ThrowsAsync<LocalQdrantException>(ReadAsync);
            Assert.True(error.Reason is LocalQdrantError.DataDamaged, error.Message);
            Assert.Contains(basePath, error.Message);
        }
    }

    [Fact]
    public async Task Open_BaseCutAtAnyByte_NamesTheFile()
    {
        var basePath = await CompactedAsync();
        var whole = await File.ReadAllBytesAsync(basePath);

        for (var length = 0; length < whole.Length; length++)
        {
            await File.WriteAllBytesAsync(basePath, whole[..length]);
            var error = await Assert.ThrowsAsync<LocalQdrantException>(ReadAsync);
            Assert.Contains(basePath, error.Message);
        }
    }

    [Theory]
    [InlineData(".00000001.base.new")]
    [InlineData("00000001.base.tmp")] // of an earlier version
    public async Task Open_LeftoversOfAnUnfinishedCompaction_AreRemoved(string leftover)
    {
        var states = await WriteSmallLogAsync();
        await File.WriteAllTextAsync(Path.Combine(Files, leftover), "half");

        Assert.Equal(states[^1], await ReadAsync());
        Assert.Equal([LogPath], Directory.GetFiles(Files));
    }

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        await _memory.DisposeAsync();
        _directory.Dispose();
    }

    /// <summary>The states of a collection before its first change and after each.</summary>
    private async Task<List<string>> WriteSmallLogAsync()
    {
        await using var collection = Collection.Create("c", Files, Dimensions, Context());
        List<string> states = [collection.Read(Describe)];
        async Task Step(Task change)
        {
            await change;
            states.Add(collection.Read(Describe));
        }

        await Step(PutAsync(collection, 1, 10));
        await Step(PutAsync(collection, 2, 20));
        await Step(collection.WriteAsync((_, changes) => changes.SetPayload(Key(1), [1, 2, 3]), true, default));
        await Step(collection.WriteAsync(
            (_, changes) =>
            {
                changes.Put(Key(3), [30, 0], []);
                changes.Put(Key(4), [40, 0], [9]);
                changes.Remove(Key(2));
            },
            true, default));
        await Step(PutAsync(collection, 1, 11));
        return states;
    }

    private async Task<string> CompactedAsync()
    {
        await using (var collection = Collection.Create("c", Files, Dimensions, Context(slack: 200)))
        {
            for (var i = 0; !Bases().Any(); i++)
                await PutAsync(collection, (ulong)(i % 3), i);
        }
        return Path.Combine(Files, Bases().Single());
    }

    private IEnumerable<string> Bases() =>
        Directory.EnumerateFiles(Files, "*.base").Select(path => Path.GetFileName(path));

    private static Task<ulong> PutAsync(Collection collection, ulong id, int value) =>
        collection.WriteAsync((_, changes) => changes.Put(Key(id), [value, 0], []), true, default);

    private async Task<string> ReadAsync()
    {
        await using var collection = Collection.Open("c", Files, Dimensions, Context());
        return collection.Read(Describe);
    }

    private CollectionContext Context(long slack = 1 << 20) => new(slack, _memory, NullLogger.Instance);

    private static PointKey Key(ulong id) => new(false, 0, id);

    private static string Describe(PointTable table) => string.Join(' ', Enumerable.Range(0, table.Count)
        .OrderBy(row => table.Key(row))
        .Select(row => $"{table.Key(row)}:{table.Vector(row)[0]}{Convert.ToHexString(table.Payload(row))}"));

    private static long OffsetIn(LocalQdrantException error) =>
        long.Parse(error.Message.Split("at byte ")[1].Split(':')[0]);
}
