using Kale.Trainer.Tests.Support;
using Kale.Training;

namespace Kale.Trainer.Tests.Models.Runtime;

public sealed class MachineMemoryTests : IDisposable
{
    private const long Kilobyte = 1024;
    private readonly TemporaryDirectory _root = new();

    public MachineMemoryTests() => _root.WriteLines(
        "proc/meminfo", ["MemTotal:       24000000 kB", "MemFree:         1000000 kB", "MemAvailable:   20000000 kB"]);

    public void Dispose() => _root.Dispose();

    [Fact]
    public void Read_OfAMachineWithoutGroups_IsWhatTheMachineHas() =>
        Assert.Equal(
            new MachineMemory(24_000_000 * Kilobyte, 20_000_000 * Kilobyte),
            MachineMemory.Read(_root.Path, own: 0));

    [Fact]
    public void Read_WhatTheProcessHolds_IsFreeToItUpToTheLimit()
    {
        Assert.Equal(20_000_000 * Kilobyte + 7, MachineMemory.Read(_root.Path, own: 7).Free);
        Assert.Equal(24_000_000 * Kilobyte, MachineMemory.Read(_root.Path, own: 1L << 40).Free);
    }

    [Fact]
    public void Read_InAContainer_IsItsLimitLessWhatCannotBeReclaimed()
    {
        _root.WriteLines("proc/self/cgroup", ["0::/"]);
        Group("sys/fs/cgroup", "memory.max", 4_000_000, "memory.current", 3_000_000, "inactive_file 500000");
        Assert.Equal(new MachineMemory(4_000_000, 1_500_000), MachineMemory.Read(_root.Path, own: 0));
    }

    [Fact]
    public void Read_OfNestedGroups_IsTheNarrowestOfThem()
    {
        _root.WriteLines("proc/self/cgroup", ["0::/pods/one"]);
        Group("sys/fs/cgroup/pods", "memory.max", 5_000_000, "memory.current", 4_500_000, "inactive_file 0");
        Group("sys/fs/cgroup/pods/one", "memory.max", 9_000_000, "memory.current", 1_000_000, "inactive_file 0");
        Assert.Equal(new MachineMemory(5_000_000, 500_000), MachineMemory.Read(_root.Path, own: 0));
    }

    [Fact]
    public void Read_OfAGroupWithoutALimit_IsTheMachines()
    {
        _root.WriteLines("proc/self/cgroup", ["0::/pods"]);
        _root.WriteLines("sys/fs/cgroup/pods/memory.max", ["max"]);
        _root.WriteLines("sys/fs/cgroup/pods/memory.current", ["1000"]);
        Assert.Equal(24_000_000 * Kilobyte, MachineMemory.Read(_root.Path, own: 0).Limit);
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/docker/not-seen-from-inside")]
    public void Read_OfVersionOne_FindsTheMemoryController(string path)
    {
        _root.WriteLines("proc/self/cgroup", ["5:cpu,cpuacct:/elsewhere", $"4:memory:{path}", "0::/"]);
        Group(
            "sys/fs/cgroup/memory",
            "memory.limit_in_bytes", 6_000_000,
            "memory.usage_in_bytes", 2_000_000,
            "total_inactive_file 100");
        Assert.Equal(new MachineMemory(6_000_000, 4_000_100), MachineMemory.Read(_root.Path, own: 0));
    }

    [Fact]
    public void Read_OfThisMachine_IsOfTheSizeOfAMachine()
    {
        var memory = MachineMemory.Read();
        Assert.InRange(memory.Limit, 1L << 28, 1L << 50);
        Assert.InRange(memory.Free, 1, memory.Limit);
    }

    private void Group(string directory, string limitFile, long limit, string usageFile, long usage, string statistics)
    {
        _root.WriteLines($"{directory}/{limitFile}", [$"{limit}"]);
        _root.WriteLines($"{directory}/{usageFile}", [$"{usage}"]);
        _root.WriteLines($"{directory}/memory.stat", ["anon 1", statistics]);
    }
}
