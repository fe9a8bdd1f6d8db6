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

    [Fact]
    public async Task Open_AfterAWrite_FindsItInAnotherProcessToo()
    {
        await using (var store = Open()) { await store.WriteAsync(Change("a", 0, "1", "r1"), default); }
        await using var again = Open();
        Assert.Equal(new StateDocument("a", 1, "1"), await again.ReadAsync("a", default));
        Assert.Equal(StateWrite.AppliedBefore, (await again.WriteAsync(Change("a", 0, "1", "r1"), default)).Result);
    }

    [Fact]
    public void Open_DamagedFile_IsNamed()
    {
        File.WriteAllText(Path.Combine(_directory, "state.json"), "{\"Documents\": {\"a\"");
        var error = Assert.Throws<StateStoreException>(Open);
        Assert.Contains("state.json", error.Message, StringComparison.Ordinal);
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

    internal sealed class ManualTime : TimeProvider
    {
        public DateTimeOffset Now { get; set; } = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

        public override DateTimeOffset GetUtcNow() => Now;
    }
}
