using Kale.Rollouts.Reports;
using Kale.Rollouts.State;

namespace Kale.Rollouts.Tests.State;

public sealed class FileStateStoreTests : StateStoreTests, IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("kale-state-").FullName;
    private readonly ManualTime _time = new();

    protected override IStateStore Open() => new FileStateStore(_directory, _time);

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public async Task Lease_NotSetAgain_RunsOut()
    {
        await using var store = Open();
        await store.PutLeaseAsync("fleet/a", "1", TimeSpan.FromSeconds(5), default);
        _time.Now += TimeSpan.FromSeconds(6);
        Assert.Empty(await store.LeasesAsync("fleet/", default));
    }

    [Theory]
    [InlineData(-5)]
    [InlineData(5)]
    public async Task Leases_OfAProcessWhoseClockIsHoursOff_LiveAndDieLikeOthers(int hours)
    {
        var wrong = new ManualTime { Off = TimeSpan.FromHours(hours) };
        await using var right = Open();
        await using var astray = new FileStateStore(_directory, wrong);
        await right.PutLeaseAsync("fleet/right", "1", TimeSpan.FromSeconds(5), default);
        await astray.PutLeaseAsync("fleet/astray", "2", TimeSpan.FromSeconds(5), default);
        foreach (var store in new[] { right, astray })
        {
            Assert.Equal(["fleet/astray", "fleet/right"], (await store.LeasesAsync("fleet/", default)).Keys.Order());
        }

        foreach (var time in new[] { _time, wrong }) { time.Now += TimeSpan.FromSeconds(4); }
        await right.PutLeaseAsync("fleet/right", "3", TimeSpan.FromSeconds(5), default);
        foreach (var time in new[] { _time, wrong }) { time.Now += TimeSpan.FromSeconds(4); }
        foreach (var store in new[] { right, astray })
        {
            Assert.Equal(["fleet/right"], (await store.LeasesAsync("fleet/", default)).Keys);
        }
    }

    [Fact]
    public async Task Read_AfterManyReplacementsOfOneLength_IsNeverStale()
    {
        await using var writer = Open();
        await using var reader = Open();
        for (var version = 0; version < 200; version++)
        {
            await writer.WriteAsync(Change("a", version, $"{version:0000}", "r") with { RequestId = null }, default);
            for (var again = 0; again < 2; again++)
                Assert.Equal($"{version:0000}", (await reader.ReadAsync("a", default))!.Json);
        }
    }

    [Fact]
    public async Task Labels_SetManyTimes_AreKeptOnce()
    {
        await using var store = Open();
        var labels = new LabelStore(store);
        var query = new LabelledQuery(new string('x', 1_000_000), new Dictionary<string, int>());
        var set = new LabelledSet("docs", [query]);
        for (var i = 0; i < 30; i++)
            await labels.SetAsync("route", set, default);
        Assert.InRange(Directory.GetFiles(_directory).Sum(file => new FileInfo(file).Length), 1_000_000, 1_500_000);
        Assert.Equal(set.Queries[0].Text, (await labels.FindAsync("route", default))!.Queries[0].Text);
    }

    [Fact]
    public async Task Leases_FromBeforeTheMachineStarted_AreDead()
    {
        await using (var store = Open())
        {
            await store.PutLeaseAsync("fleet/a", "1", TimeSpan.FromSeconds(5), default);
        }
        await using var restarted = new FileStateStore(
            _directory, new ManualTime { Now = DateTimeOffset.MinValue.AddSeconds(30) });
        Assert.Empty(await restarted.LeasesAsync("fleet/", default));
    }

    [Fact]
    public async Task Open_AfterAWrite_FindsItInAnotherProcessToo()
    {
        await using (var store = Open()) { await store.WriteAsync(Change("a", 0, "1", "r1"), default); }
        await using var again = Open();
        Assert.Equal(new StateDocument("a", 1, "1"), await again.ReadAsync("a", default));
        Assert.Equal(StateWrite.AppliedBefore, (await again.WriteAsync(Change("a", 0, "1", "r1"), default)).Result);
    }

    [Theory]
    [InlineData("{\"Documents\": {\"a\"")]
    [InlineData("{\"Documents\": null}")]
    [InlineData("{\"Documents\": {\"a\": null}}")]
    [InlineData("{\"Documents\": {\"a\": {\"Version\": 1}}}")]
    public void Open_DamagedFile_IsNamed(string content)
    {
        File.WriteAllText(Path.Combine(_directory, "state.json"), content);
        var error = Assert.Throws<StateStoreException>(Open);
        Assert.Contains("state.json", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{\"fleet/a\": {\"Js")]
    [InlineData("[]")]
    [InlineData("{\"fleet/a\": null, \"fleet/b\": {\"Json\": null, \"Until\": \"2030-01-01T00:00:00+00:00\"}}")]
    public async Task Leases_InADamagedFile_AreForgottenAndSetAgain(string content)
    {
        File.WriteAllText(Path.Combine(_directory, "leases.json"), content);
        await using var store = Open();
        Assert.Empty(await store.LeasesAsync("fleet/", default));
        await store.PutLeaseAsync("fleet/a", "1", TimeSpan.FromSeconds(5), default);
        Assert.Equal("1", Assert.Single(await store.LeasesAsync("fleet/", default)).Value);
    }

    [Fact]
    public async Task Audit_AfterATornLine_KeepsTheOthers()
    {
        await using var store = Open();
        await store.WriteAsync(Change("a", 0, "1", "r1"), default);
        File.AppendAllText(Path.Combine(_directory, "audit.log"), "\n{\"Key\":\"a\",\"Ver");
        await store.WriteAsync(Change("a", 1, "2", "r2"), default);
        Assert.Equal(["did r2", "did r1"], await store.AuditAsync("a", 10, default));
    }

    [Theory]
    [InlineData("state.json")]
    [InlineData("audit.log")]
    [InlineData(".lock")]
    public async Task Write_WithAPipeInAFilesPlace_IsRefusedByName(string file)
    {
        await using var store = Open();
        SpecialFiles.MakePipe(Path.Combine(_directory, file));
        var error = await Assert.ThrowsAsync<StateStoreException>(
            () => store.WriteAsync(Change("a", 0, "1", "r1"), default));
        Assert.Contains($"{file}' is a pipe", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Audit_ThatIsAPipe_IsRefusedByName()
    {
        await using var store = Open();
        SpecialFiles.MakePipe(Path.Combine(_directory, "audit.log"));
        var error = await Assert.ThrowsAsync<StateStoreException>(() => store.AuditAsync("a", 10, default));
        Assert.Contains("audit.log' is a pipe", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Write_WithPipesInTheWayOfNewFiles_ReplacesThem()
    {
        await using var store = Open();
        foreach (var file in new[] { ".state.json.new", ".leases.json.new", "leases.json" })
            SpecialFiles.MakePipe(Path.Combine(_directory, file));
        await store.WriteAsync(Change("a", 0, "1", "r1"), default);
        await store.PutLeaseAsync("fleet/a", "1", TimeSpan.FromSeconds(5), default);
        Assert.Equal("1", (await store.ReadAsync("a", default))!.Json);
        Assert.Single(await store.LeasesAsync("fleet/", default));
    }

    internal sealed class ManualTime : TimeProvider
    {
        public DateTimeOffset Now { get; set; } = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

        /// <summary>What a wrong clock is off by; it runs all the same.</summary>
        public TimeSpan Off { get; init; }

        public override DateTimeOffset GetUtcNow() => Now + Off;

        public override long GetTimestamp() => Now.Ticks;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;
    }
}
