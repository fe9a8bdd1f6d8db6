using Kale.LocalQdrant.Tests.Support;

namespace Kale.LocalQdrant.Tests.Storage;

public sealed class DirectoryLockTests
{
    [Fact]
    public async Task Start_DirectoryInUseByAnotherProcess_IsRefusedByName()
    {
        using var directory = new TempDirectory();
        using var first = await HostProcess.StartAsync(directory.Path);
        using var client = first.Connect();
        await client.CreateCollectionAsync("c", Some.Vectors(2));

        using var second = await HostProcess.StartAsync(directory.Path);

        Assert.StartsWith("DirectoryInUse: ", second.FirstLine);
        Assert.Contains(directory.Path, second.FirstLine);
        Assert.Contains("in use by process ", second.FirstLine);
        Assert.True(await client.CollectionExistsAsync("c"));
    }

    [Fact]
    public async Task Start_DirectoryInUseByThisProcess_IsRefused()
    {
        using var directory = new TempDirectory();
        await using var first = await TestServer.StartAsync(directory.Path);

        var error = await Assert.ThrowsAsync<LocalQdrantException>(() => TestServer.StartAsync(directory.Path));

        Assert.Equal(LocalQdrantError.DirectoryInUse, error.Reason);
    }

    [Fact]
    public async Task Start_AfterTheOwnerWasKilled_Succeeds()
    {
        using var directory = new TempDirectory();
        using (var first = await HostProcess.StartAsync(directory.Path))
            first.Kill();

        await using var second = await TestServer.StartAsync(directory.Path);

        Assert.Empty(await second.Client.ListCollectionsAsync());
    }
}
