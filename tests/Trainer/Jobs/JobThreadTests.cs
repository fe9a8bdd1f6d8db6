using Kale.Encoding.Serving;
using Kale.Trainer.Jobs;

namespace Kale.Trainer.Tests.Jobs;

public sealed class JobThreadTests
{
    private const int NiceField = 16; // of /proc/…/stat, counted after the thread's name
    private const int Lowest = 19;

    [Fact]
    public async Task RunAsync_WorkThatAwaits_StaysOnAThreadThatGivesWay()
    {
        var own = Nice("/proc/self");
        var threads = new List<int>();
        var nices = new List<int>();

        await JobThread.RunAsync(async () =>
        {
            for (var i = 0; i < 5; i++)
            {
                threads.Add(Environment.CurrentManagedThreadId);
                nices.Add(Nice("/proc/thread-self"));
                await Task.Delay(1);
            }
        });

        Assert.Single(threads.Distinct());
        Assert.All(nices, nice => Assert.Equal(Math.Min(own + LowPriority.Computing, Lowest), nice));
        Assert.NotEqual(threads[0], Environment.CurrentManagedThreadId);
    }

    [Fact]
    public async Task RunAsync_WorkThatFails_ThrowsItsOwnException()
    {
        await Assert.ThrowsAsync<InvalidDataException>(() => JobThread.RunAsync(async () =>
        {
            await Task.Yield();
            throw new InvalidDataException("damaged");
        }));
        await Assert.ThrowsAsync<InvalidDataException>(
            () => JobThread.RunAsync(() => throw new InvalidDataException("damaged")));
    }

    [Fact]
    public async Task RunAsync_WhatOutlivesTheWork_GoesOnElsewhere()
    {
        var release = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Task outliving = Task.CompletedTask;
        async Task WaitAsync()
        {
            await release.Task;
            await Task.Yield();
        }

        await JobThread.RunAsync(() =>
        {
            outliving = WaitAsync();
            return Task.CompletedTask;
        });
        release.SetResult();

        await outliving.WaitAsync(TimeSpan.FromMinutes(1));
    }

    private static int Nice(string process)
    {
        var stat = File.ReadAllText($"{process}/stat");
        return int.Parse(stat[(stat.LastIndexOf(')') + 2)..].Split(' ')[NiceField]);
    }
}
