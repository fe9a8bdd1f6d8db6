namespace Kale.Storage.Tests;

public sealed class FileLockTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void Take_OfAHeldLock_FailsUntilItIsReleased()
    {
        using (FileLock.Take(_directory["lock"]))
            Assert.Throws<IOException>(() => FileLock.Take(_directory["lock"]));
        FileLock.Take(_directory["lock"]).Dispose();
    }

    [Fact]
    public async Task Wait_ForAHeldLock_EndsWhenItIsReleased()
    {
        var first = FileLock.Wait(_directory["lock"]);
        var released = false;
        var second = Task.Run(() =>
        {
            using var held = FileLock.Wait(_directory["lock"]);
            return Volatile.Read(ref released);
        });
        Volatile.Write(ref released, true);
        first.Dispose();
        Assert.True(await second.WaitAsync(TimeSpan.FromMinutes(1)));
    }

    [Fact]
    public void Take_OfAPipe_IsRefused()
    {
        SpecialFiles.MakePipe(_directory["lock"]);
        Assert.Contains("a pipe", Assert.Throws<IOException>(() => FileLock.Take(_directory["lock"])).Message);
        Assert.Contains("a pipe", Assert.Throws<IOException>(() => FileLock.Wait(_directory["lock"])).Message);
    }
}
