using Kale.Trainer.Jobs.Storage;
using Kale.Trainer.Tests.Support;
using Kale.V1;

namespace Kale.Trainer.Tests.Jobs.Events;

public sealed class EventLogTests
{
    [Fact]
    public void Open_OfALogThatWasWritten_HasItsEvents()
    {
        using var directory = new TemporaryDirectory();
        Written(directory, 500);
        var log = EventLog.Open(directory["log"], out var damage);
        Assert.Null(damage);
        Assert.Equal(500UL, log.Written.Count);
        Assert.Equal(Enumerable.Range(1, 500).Select(i => $"event {i}"), log.Read().Select(entry => entry.Message));
    }

    [Fact]
    public void Open_WithATornLastLine_CutsItOffAndGoesOn()
    {
        using var directory = new TemporaryDirectory();
        Written(directory, 3);
        var whole = File.ReadAllBytes(directory["log"]);
        for (var length = whole.Length - 1; length > whole.Length - 40; length--)
        {
            File.WriteAllBytes(directory["log"], whole[..length]);
            var log = EventLog.Open(directory["log"], out var damage);
            Assert.Null(damage);
            log.Append(new JobEvent { Message = "next" });
            Assert.Equal(["event 1", "event 2", "next"], log.Read().Select(entry => entry.Message));
        }
    }

    [Fact]
    public void Open_WithDamageInTheMiddle_KeepsWhatIsBeforeAndSetsTheRestAside()
    {
        using var directory = new TemporaryDirectory();
        Written(directory, 10);
        var bytes = File.ReadAllBytes(directory["log"]);
        var lines = File.ReadAllLines(directory["log"]);
        bytes[lines.Take(4).Sum(line => line.Length + 1) + 20] ^= 1;
        File.WriteAllBytes(directory["log"], bytes);
        var log = EventLog.Open(directory["log"], out var damage);
        Assert.Equal(4UL, log.Written.Count);
        Assert.NotNull(damage);
        Assert.Equal(6, File.ReadAllLines(damage).Length);
    }

    [Fact]
    public void Read_OfALineLongerThanAChunk_GivesIt()
    {
        using var directory = new TemporaryDirectory();
        var log = EventLog.Open(directory["log"], out _);
        var text = new string('x', 300_000);
        log.Append(new JobEvent { Message = text });
        log.Append(new JobEvent { Message = "é\n2" });
        Assert.Equal([text, "é\n2"], log.Read().Select(entry => entry.Message));
        Assert.Equal(2UL, EventLog.Open(directory["log"], out _).Written.Count);
    }

    [Fact]
    public void Next_AsTheLogGrows_GivesEveryEventOnce()
    {
        using var directory = new TemporaryDirectory();
        var log = EventLog.Open(directory["log"], out _);
        var reader = new EventReader(directory["log"]);
        var read = new List<ulong>();
        for (var i = 0; i < 50; i++)
        {
            log.Append(new JobEvent { Message = $"{i}" });
            if (i % 7 == 0)
                read.AddRange(reader.Next(log, after: 5).Select(entry => entry.Number));
        }

        read.AddRange(reader.Next(log, after: 5).Select(entry => entry.Number));
        Assert.Equal(Enumerable.Range(6, 45).Select(i => (ulong)i), read);
    }

    [Fact]
    public void Open_OfALogWithProgress_RemembersTheLast()
    {
        using var directory = new TemporaryDirectory();
        var log = EventLog.Open(directory["log"], out _);
        log.Append(new JobEvent { Progress = new JobProgress { Step = 3, Loss = double.NaN } });
        log.Append(new JobEvent { Message = "after" });
        Assert.Equal(3UL, EventLog.Open(directory["log"], out _).Written.Progress?.Step);
    }

    private static void Written(TemporaryDirectory directory, int events)
    {
        File.Delete(directory["log"]);
        var log = EventLog.Open(directory["log"], out _);
        for (var i = 1; i <= events; i++)
            log.Append(new JobEvent { Message = $"event {i}" });
    }
}
