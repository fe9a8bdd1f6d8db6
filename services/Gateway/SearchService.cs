using Grpc.Core;
using Kale.Gateway.Pipeline;
using Kale.Gateway.Requests;
using Kale.ServiceDefaults.Errors;
using Kale.ServiceDefaults.Streaming;
using Kale.V1;
using Microsoft.Extensions.Options;

namespace Kale.Gateway;

/// <summary>Search over gRPC.</summary>
internal sealed class SearchService(
    SearchPipeline pipeline, FailureTranslator failures, IOptions<GatewayOptions> options)
    : V1.Search.SearchBase
{
    public override async Task<SearchResponse> Search(SearchRequest request, ServerCallContext context)
    {
        var plan = SearchPlanner.Plan(request);
        return SearchResponses.From(await pipeline.RunAsync(plan, context.Deadline, context.CancellationToken));
    }

    public override Task SearchStream(
        IAsyncStreamReader<SearchStreamRequest> requestStream, IServerStreamWriter<SearchStreamResponse> responseStream,
        ServerCallContext context) =>
        DuplexStream.AnswerEachAsync(requestStream, responseStream, options.Value.MaxStreamInFlight,
            (request, _) => AnswerAsync(request, context), context.CancellationToken);

    private async Task<SearchStreamResponse> AnswerAsync(SearchStreamRequest request, ServerCallContext context)
    {
        var response = new SearchStreamResponse { Id = request.Id };
        try
        {
            response.Response = await Search(request.Request ?? new SearchRequest(), context);
        }
        catch (Exception error) when (!context.CancellationToken.IsCancellationRequested)
        {
            response.Error = failures.ToItemError(error, context);
        }

        return response;
    }
}
