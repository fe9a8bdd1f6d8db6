using Grpc.Core;
using Kale.ServiceDefaults.Tests.Support;
using Kale.V1;

namespace Kale.EndToEnd.Tests;

/// <summary>The invariant: two encoders of equal dimensions and different spaces never meet.</summary>
public sealed class SpaceTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("kale-e2e-").FullName;

    private string Data => Path.Combine(_directory, "data");

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public async Task Search_WithAnEncoderOfAnotherSpace_IsRefusedNamingBoth()
    {
        var store = Path.Combine(Data, "bundles");
        var (context, stranger) =
            (TinyEncoder.Publish(store, "default", seed: 1), TinyEncoder.Publish(store, "stranger", seed: 2));
        Assert.Equal(context.Manifest.Dims, stranger.Manifest.Dims);
        SuiteFixture.WriteCorpus(Path.Combine(_directory, "corpus"));
        using (var suite = await (await RunningSuite.StartAsync(Data)).ReadyAsync())
        {
            (await suite.RunAsync("index", Path.Combine(_directory, "corpus"), "-c", "docs")).Succeeded();
            Assert.Equal(0, await suite.TerminateAsync());
        }

        using var other = await RunningSuite.StartAsync(Data, "--query-encoder", "stranger");
        await Kale.RunAsync("health", "--wait", "5", "--server", other.Address);
        var search = new Search.SearchClient(other.Channel);
        var error = await Wait.UntilAsync(
            () => Assert.ThrowsAsync<RpcException>(
                async () => await search.SearchAsync(new SearchRequest { Query = "a", Collection = "docs" })),
            error => !IsLoading(error));
        Assert.Equal(StatusCode.FailedPrecondition, error.StatusCode);
        Assert.Contains(context.Manifest.SpaceId, error.Status.Detail, StringComparison.Ordinal);
        Assert.Contains(stranger.Manifest.SpaceId, error.Status.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Suite_KilledAndStartedAgain_HasEverythingAcknowledged()
    {
        TinyEncoder.Publish(Path.Combine(Data, "bundles"), "default", seed: 1);
        SuiteFixture.WriteCorpus(Path.Combine(_directory, "corpus"));
        using (var suite = await (await RunningSuite.StartAsync(Data)).ReadyAsync())
        {
            (await suite.RunAsync("index", Path.Combine(_directory, "corpus"), "-c", "docs")).Succeeded();
            suite.Kill();
        }
        using var again = await (await RunningSuite.StartAsync(Data)).ReadyAsync();
        var collection = await new ContextIndexing.ContextIndexingClient(again.Channel)
            .GetCollectionAsync(new GetCollectionRequest { Collection = "docs" });
        Assert.Equal(40ul, collection.Documents);
        (await again.RunAsync("search", SuiteFixture.Text(9), "-c", "docs")).Succeeded();
    }

    // The encoder may still be loading when the first search comes.
    private static bool IsLoading(RpcException error) =>
        error.Status.Detail.Contains("not in the store yet", StringComparison.Ordinal)
        || error.Status.Detail.Contains("being loaded", StringComparison.Ordinal);
}
