using Grpc.Core;
using Kale.Gateway.Search;
using Kale.ServiceDefaults.Admission;
using Kale.ServiceDefaults.Errors;
using Kale.ServiceDefaults.Streaming;
using Kale.V1;
using Microsoft.Extensions.Options;

namespace Kale.Gateway;

/// <summary>Search over gRPC.</summary>
internal sealed class SearchService(
    SearchPipeline pipeline, Doors doors, FailureTranslator failures, IOptions<GatewayOptions> options)
    : V1.Search.SearchBase
{
    /// <summary>What a caller is refused at the door of; searches of a stream wait there.</summary>
    public static readonly string SearchMethod = $"{V1.Search.Descriptor.FullName}/{nameof(Search)}";

    public override Task<SearchResponse> Search(SearchRequest request, ServerCallContext context) =>
        SearchAsync(request, context, context.GetHttpContext().Features.Get<Ticket>());

    public override Task SearchStream(
        IAsyncStreamReader<SearchStreamRequest> requestStream, IServerStreamWriter<SearchStreamResponse> responseStream,
        ServerCallContext context) =>
        DuplexStream.AnswerEachAsync(requestStream, responseStream, options.Value.MaxStreamInFlight,
            (request, _) => AnswerAsync(request, context), context.CancellationToken);

    private async Task<SearchResponse> SearchAsync(SearchRequest request, ServerCallContext context, Ticket? ticket)
    {
        var plan = SearchPlanner.Plan(request);
        return SearchResponses.From(
            await pipeline.RunAsync(plan, context.Deadline, ticket, context.CancellationToken));
    }

    private async Task<SearchStreamResponse> AnswerAsync(SearchStreamRequest request, ServerCallContext context)
    {
        var response = new SearchStreamResponse { Id = request.Id };
        try
        {
            using var ticket = await doors[SearchMethod].EnterAsync(context.CancellationToken);
            response.Response = await SearchAsync(request.Request ?? new SearchRequest(), context, ticket);
        }
        catch (Exception error) when (!context.CancellationToken.IsCancellationRequested)
        {
            response.Error = failures.ToItemError(error, context);
        }

        return response;
    }
}
