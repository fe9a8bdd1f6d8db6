using Kale.PowerLoss.Tests.Workloads;
using Kale.Trainer.Jobs;
using Kale.Trainer.Jobs.Storage;
using Kale.V1;
using Microsoft.Extensions.Logging.Abstractions;
using Job = Kale.Trainer.Jobs.Job;

namespace Kale.PowerLoss.Tests;

/// <summary>The Trainer's jobs, with their events and checkpoints.</summary>
public sealed class JobStoreTests : PowerLossTest
{
    private static readonly string[] s_course = ["Queued", "Running", "Cancelled", "Queued"];

    [Fact]
    public Task Jobs_ThatWereStarted_SurviveEveryLossOfPower() => SurvivesAsync(JobWork.Name, CheckAsync);

    private static Task CheckAsync(string directory, IReadOnlyList<string> said)
    {
        using var data = JobWork.Open(directory);
        var jobs = new JobStore(data, TimeProvider.System, NullLogger<JobStore>.Instance).Load()
            .ToDictionary(job => job.Id);
        foreach (var states in said.Of("state").GroupBy(words => words[0], words => words[1]))
        {
            var job = Assert.Contains(states.Key, jobs);
            Assert.Contains($"{job.Record.State}", s_course[(states.Count() - 1)..]);
            CheckEvents(job, said);
            CheckCheckpoints(job, said);
        }

        return Task.CompletedTask;
    }

    private static void CheckEvents(Job job, IReadOnlyList<string> said)
    {
        var promised = said.Of("event").Where(words => words[0] == job.Id)
            .Select(words => ulong.Parse(words[1])).LastOrDefault();
        var states = said.Of("state").Count(words => words[0] == job.Id);
        var events = job.Events.Read().ToList();
        Assert.InRange((ulong)events.Count, promised, ulong.MaxValue);
        Assert.Equal(events.Select(entry => entry.Number), Enumerable.Range(1, events.Count).Select(i => (ulong)i));
        Assert.InRange(events.Count(entry => entry.EventCase == JobEvent.EventOneofCase.State), states, int.MaxValue);
    }

    private static void CheckCheckpoints(Job job, IReadOnlyList<string> said)
    {
        foreach (var part in said.Of("checkpoint").Where(words => words[0] == job.Id).GroupBy(words => words[1]))
        {
            var whole = JobWork.CheckpointsOf(job);
            var loaded = (part.Key == "whole" ? whole : whole.Of(part.Key)).Load();
            Assert.InRange(loaded?.Step ?? 0, part.Max(words => long.Parse(words[2])), 7);
        }
    }
}
