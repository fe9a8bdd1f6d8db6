using Kale.Cli.Indexing;
using Kale.V1;

namespace Kale.Cli.Tests.Indexing;

public sealed class OutboxTests
{
    private readonly List<string> _read = [];

    [Fact]
    public async Task Next_AfterABrokenConnection_IsWhatWasNotAcknowledged_WhateverTheSourceHolds()
    {
        var source = new List<string> { "a", "b", "c", "d", "e" };
        using var outbox = new Outbox(source.ToArray().Select(Read));
        for (var i = 0; i < 4; i++) { outbox.Keep((await outbox.NextAsync(default))!); }
        outbox.Acknowledge(2);
        source.Clear();

        outbox.Rewind();
        var sent = new List<(ulong, string)>();
        while (await outbox.NextAsync(default) is { } next)
        {
            outbox.Keep(next);
            sent.Add((next.Number, next.Document.Id));
        }

        Assert.Equal([(3ul, "c"), (4ul, "d"), (5ul, "e")], sent);
        Assert.Equal(["a", "b", "c", "d", "e"], _read);
        Assert.Equal((2ul, true), (outbox.Through, outbox.Waits));
        outbox.Acknowledge(5);
        Assert.False(outbox.Waits);
    }

    [Fact]
    public async Task Rewind_AfterAnotherBreak_BeginsWithTheFirstAgain()
    {
        using var outbox = new Outbox(new[] { "a", "b" }.Select(Read));
        outbox.Keep((await outbox.NextAsync(default))!);
        outbox.Keep((await outbox.NextAsync(default))!);
        outbox.Rewind();
        Assert.Equal("a", (await outbox.NextAsync(default))!.Document.Id);
        outbox.Rewind();
        Assert.Equal("a", (await outbox.NextAsync(default))!.Document.Id);
        Assert.Equal("line b", outbox.PlaceOf(2));
    }

    [Fact]
    public async Task Next_WithTooMuchUnacknowledged_WaitsForAcknowledgements()
    {
        var large = new string('x', 3 << 20);
        using var outbox = new Outbox(Enumerable.Range(1, 100).Select(i => Read($"{i}", large)));
        Sent? last = null;
        Task<Sent?> next;
        while ((next = outbox.NextAsync(default)).IsCompleted) { outbox.Keep(last = (await next)!); }
        Assert.InRange(_read.Count, 20, 24);
        Assert.False(next.IsCompleted);
        outbox.Acknowledge(last!.Number);
        Assert.Equal(last.Number + 1, (await next)!.Number);
    }

    [Fact]
    public async Task Next_AfterAPauseOfTheSource_WaitsUntilAllIsAcknowledged()
    {
        string?[] ids = ["a", null, "b"];
        using var outbox = new Outbox(ids.Select(id => id is null ? null : Read(id)));
        outbox.Keep((await outbox.NextAsync(default))!);
        using var broken = new CancellationTokenSource();
        var next = outbox.NextAsync(broken.Token);
        await broken.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => next);

        outbox.Rewind();
        Assert.Equal("a", (await outbox.NextAsync(default))!.Document.Id);
        next = outbox.NextAsync(default);
        Assert.False(next.IsCompleted);
        Assert.Equal(["a"], _read);
        outbox.Acknowledge(1);
        Assert.Equal("b", (await next)!.Document.Id);
    }

    private SourceDocument Read(string id) => Read(id, "text");

    private SourceDocument Read(string id, string text)
    {
        _read.Add(id);
        return new SourceDocument($"line {id}", new Document { Id = id, Text = text });
    }
}
