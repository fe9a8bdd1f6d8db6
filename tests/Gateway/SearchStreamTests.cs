using Grpc.Core;
using Kale.Gateway.Tests.Support;
using Kale.V1;

namespace Kale.Gateway.Tests;

public sealed class SearchStreamTests
{
    [Fact]
    public async Task SearchStream_WithBadQueriesAmongGood_AnswersEachUnderItsIdAndGoesOn()
    {
        await using var suite = await Suite.StartAsync(options: ("MaxStreamInFlight", "3"));
        using var call = suite.Client.SearchStream();
        for (var id = 0; id < 30; id++)
        {
            var request = new SearchRequest { Query = "20", Collection = id % 3 == 0 ? "nothing" : "docs", TopK = 1 };
            await call.RequestStream.WriteAsync(new SearchStreamRequest { Id = $"{id}", Request = request });
        }

        await call.RequestStream.WriteAsync(new SearchStreamRequest { Id = "none" });
        await call.RequestStream.CompleteAsync();
        var answers = new Dictionary<string, SearchStreamResponse>();
        await foreach (var answer in call.ResponseStream.ReadAllAsync())
            answers.Add(answer.Id, answer);

        Assert.Equal(31, answers.Count);
        Assert.Equal("INVALID_REQUEST", answers["none"].Error.Reason);
        Assert.All(Enumerable.Range(0, 30), id =>
        {
            if (id % 3 == 0)
                Assert.Equal("COLLECTION_NOT_FOUND", answers[$"{id}"].Error.Reason);
            else
                Assert.Equal("c", Assert.Single(answers[$"{id}"].Response.Hits).DocumentId);
        });
    }

    [Fact]
    public async Task SearchStream_WhoseCallerVanishes_LeavesTheServerUnharmed()
    {
        await using var suite = await Suite.StartAsync();
        var request = new SearchRequest { Query = "20", Collection = "docs", TopK = 1 };
        for (var round = 0; round < 20; round++)
        {
            using var call = suite.Client.SearchStream();
            for (var id = 0; id < 20; id++)
                await call.RequestStream.WriteAsync(new SearchStreamRequest { Id = $"{id}", Request = request });
        }

        Assert.Equal("c", Assert.Single((await suite.Client.SearchAsync(request)).Hits).DocumentId);
        Assert.DoesNotContain(suite.Gateway.Logs.Lines, line => line.StartsWith("Error", StringComparison.Ordinal));
    }
}
