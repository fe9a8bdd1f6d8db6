using Kale.ServiceDefaults.Admission;
using Kale.ServiceDefaults.Tests.Support;

namespace Kale.ServiceDefaults.Tests.Admission;

public sealed class DoorTests
{
    private static readonly TimeSpan s_second = TimeSpan.FromSeconds(1);

    private readonly SetTime _time = new();

    [Fact]
    public void Load_OfAServerThatIsIdleBetweenCalls_IsTheSpeedOfItsWork()
    {
        using var door = Door();
        for (var i = 0; i < 20; i++)
        {
            Answer(door, milliseconds: 10);
            _time.Pass(990);
        }

        Assert.InRange(door.Load.AnsweredPerSecond!.Value, 99, 102);
        Assert.Equal(0, door.Load.InFlight);
    }

    [Fact]
    public void Limit_WhenCallsTakeLonger_FollowsTheirLatency()
    {
        using var door = Door();
        for (var i = 0; i < 100; i++)
            Answer(door, milliseconds: 10);
        Assert.InRange(door.Limit!.Value, 99, 102);

        for (var i = 0; i < 100; i++)
            Answer(door, milliseconds: 13);

        Assert.InRange(door.Limit!.Value, 75, 85);
    }

    [Fact]
    public void Limit_WhenNothingIsAnswered_FallsToTheFewestAndComesBack()
    {
        using var door = Door();
        for (var i = 0; i < 100; i++)
            Answer(door, milliseconds: 10);

        for (var i = 0; i < 100; i++)
        {
            using var failed = door.TryEnter(s_second, out _);
            _time.Pass(50);
        }

        var tickets = Enumerable.Range(0, 4).Select(i => door.TryEnter(s_second, out _)).ToList();
        Assert.DoesNotContain(null, tickets);
        Assert.Null(door.TryEnter(s_second, out _));
        tickets.ForEach(ticket => ticket!.Dispose());

        for (var i = 0; i < 100; i++)
            Answer(door, milliseconds: 10);
        Assert.InRange(door.Limit!.Value, 80, 102);
    }

    [Fact]
    public void TryEnter_BeyondTheLimit_RefusesTheNewestUntilOneLeaves()
    {
        using var door = Door(new AdmissionOptions { MaxInFlight = 4 });
        var tickets = Enumerable.Range(0, 4).Select(i => door.TryEnter(s_second, out _)).ToList();

        Assert.DoesNotContain(null, tickets);
        Assert.Null(door.TryEnter(s_second, out var retry));
        Assert.True(retry > TimeSpan.Zero);
        Assert.Equal((4, 1L), (door.Load.InFlight, door.Refused));
        tickets[0]!.Dispose();
        Assert.NotNull(door.TryEnter(s_second, out _));
    }

    [Fact]
    public void Ticket_GivenBackTwice_CountsOnce()
    {
        using var door = Door();
        var ticket = door.TryEnter(s_second, out _)!;
        ticket.Done();
        ticket.Done();
        ticket.Dispose();
        Assert.Equal(0, door.Load.InFlight);
    }

    [Fact]
    public void TryEnter_RefusingMany_SpreadsThemOverTheTimeThatTheyWouldTake()
    {
        using var door = Door(new AdmissionOptions { MinInFlight = 1, MaxInFlight = 1 });
        for (var i = 0; i < 100; i++)
            Answer(door, milliseconds: 10);
        using var ticket = door.TryEnter(s_second, out _);

        // 400 in a tenth of a second, where 100 are answered in one: four seconds, less what was forgotten.
        var delays = new List<double>();
        for (var i = 0; i < 400; i++)
        {
            _time.Pass(0.25);
            Assert.Null(door.TryEnter(s_second, out var delay));
            delays.Add(delay.TotalSeconds);
        }

        Assert.InRange(delays.TakeLast(100).Max(), 2.0, 5.0);
        Assert.InRange(delays.TakeLast(100).Min(), 0.001, 1.0);
        Assert.Equal(400, delays.Distinct().Count());
    }

    [Fact]
    public async Task Enter_OfAStreamsItem_WaitsForItsTurn()
    {
        using var door = Door(new AdmissionOptions { MinInFlight = 1, MaxInFlight = 1 });
        var first = await door.EnterAsync(default);
        var (second, third) = (door.EnterAsync(default), door.EnterAsync(default));
        Assert.False(second.IsCompleted);

        first.Dispose();
        (await second).Dispose();
        (await third).Dispose();

        Assert.Equal((0, 0L), (door.Load.InFlight, door.Refused));
    }

    [Fact]
    public async Task Enter_OfAStreamsItemWhoseCallerLeaves_LetsTheNextWait()
    {
        using var door = Door(new AdmissionOptions { MinInFlight = 1, MaxInFlight = 1 });
        var first = await door.EnterAsync(default);
        using var leaves = new CancellationTokenSource();
        var (second, third) = (door.EnterAsync(leaves.Token), door.EnterAsync(default));

        await leaves.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => second);
        first.Dispose();

        (await third).Dispose();
    }

    private Door Door(AdmissionOptions? options = null) => new("a/b", new ConcurrencyLimit(options ?? new()), _time);

    private void Answer(Door door, double milliseconds)
    {
        var ticket = door.TryEnter(s_second, out _)!;
        _time.Pass(milliseconds);
        ticket.Done();
    }
}
