using Grpc.Core;
using Kale.V1;

namespace Kale.ServiceDefaults.Tests.Support;

/// <summary>A service of the contract whose answers the test gives.</summary>
internal sealed class ScriptedSearch : Search.SearchBase
{
    public Func<SearchRequest, ServerCallContext, Task<SearchResponse>> OnSearch { get; set; } =
        (_, _) => Task.FromResult(new SearchResponse());

    public override Task<SearchResponse> Search(SearchRequest request, ServerCallContext context) =>
        OnSearch(request, context);

    public override async Task SearchStream(
        IAsyncStreamReader<SearchStreamRequest> requestStream, IServerStreamWriter<SearchStreamResponse> responseStream,
        ServerCallContext context)
    {
        await foreach (var request in requestStream.ReadAllAsync(context.CancellationToken))
            await responseStream.WriteAsync(new SearchStreamResponse
            {
                Id = request.Id,
                Response = await OnSearch(request.Request, context),
            });
    }
}
