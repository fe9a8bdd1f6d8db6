using Grpc.Core;
using Kale.ContextIndexer.Indexing;
using Kale.ServiceDefaults.Errors;
using Kale.V1;

namespace Kale.ContextIndexer;

/// <summary>Documents into collections over gRPC; see protos/kale/v1/indexing.proto.</summary>
internal sealed class ContextIndexingService(IndexSessions sessions, BuildService builds)
    : ContextIndexing.ContextIndexingBase
{
    private const int MaxDeletions = 10_000;
    private const int MaxRequestIdLength = 512;
    private const uint MaxPage = 10_000;

    public override async Task Index(
        IAsyncStreamReader<IndexRequest> requestStream, IServerStreamWriter<IndexResponse> responseStream,
        ServerCallContext context)
    {
        var open = await IndexOpening.ReadAsync(requestStream, context.CancellationToken);
        await sessions.RunAsync(open, requestStream, responseStream, context.CancellationToken);
    }

    public override Task<Build> StartBuild(StartBuildRequest request, ServerCallContext context)
    {
        new RequestCheck()
            .That(request.RequestId.Length <= MaxRequestIdLength, $"at most {MaxRequestIdLength} characters",
                request.RequestId)
            .That(request.ShardNumber <= 1_000, "at most 1,000", request.ShardNumber)
            .That(request.ReplicationFactor <= 100, "at most 100", request.ReplicationFactor)
            .ThrowIfInvalid();
        return builds.StartAsync(request, context.CancellationToken);
    }

    public override Task<CommitBuildResponse> CommitBuild(CommitBuildRequest request, ServerCallContext context)
    {
        new RequestCheck()
            .That(request.BuildId.Length > 0, "name the build", request.BuildId)
            .That(request.ExpectedPassages <= long.MaxValue, "too large", request.ExpectedPassages)
            .That(request.ExpectedDocuments <= long.MaxValue, "too large", request.ExpectedDocuments)
            .ThrowIfInvalid();
        return builds.CommitAsync(request, context.CancellationToken);
    }

    public override Task<Build> AbortBuild(AbortBuildRequest request, ServerCallContext context)
    {
        new RequestCheck().That(request.BuildId.Length > 0, "name the build", request.BuildId).ThrowIfInvalid();
        return builds.AbortAsync(request, context.CancellationToken);
    }

    public override Task<CommitBuildResponse> RollbackBuild(RollbackBuildRequest request, ServerCallContext context) =>
        builds.RollbackAsync(request, context.CancellationToken);

    public override async Task<DeleteDocumentsResponse> DeleteDocuments(
        DeleteDocumentsRequest request, ServerCallContext context)
    {
        new RequestCheck()
            .That(request.DocumentIds.Count is >= 1 and <= MaxDeletions, $"1 to {MaxDeletions} ids",
                request.DocumentIds)
            .That(request.DocumentIds.All(DocumentCheck.IsId), $"each 1 to {DocumentCheck.MaxIdBytes} bytes",
                request.DocumentIds)
            .ThrowIfInvalid();
        var counts = await builds.DeleteDocumentsAsync(request, context.CancellationToken);
        return new DeleteDocumentsResponse
        {
            DocumentsDeleted = (ulong)counts.Documents,
            PassagesDeleted = (ulong)counts.Passages,
        };
    }

    public override Task<ListDocumentsResponse> ListDocuments(
        ListDocumentsRequest request, ServerCallContext context)
    {
        new RequestCheck()
            .That(request.PageSize <= MaxPage, $"at most {MaxPage:N0}", request.PageSize)
            .That(request.PageToken.Length == 0 || Guid.TryParse(request.PageToken, out _),
                "must be the next_page_token of the page before", request.PageToken)
            .ThrowIfInvalid();
        return builds.ListDocumentsAsync(request, context.CancellationToken);
    }

    public override Task<Collection> GetCollection(GetCollectionRequest request, ServerCallContext context) =>
        builds.GetAsync(request.Collection, context.CancellationToken);

    public override async Task<ListCollectionsResponse> ListCollections(
        ListCollectionsRequest request, ServerCallContext context) =>
        new() { Collections = { await builds.ListAsync(context.CancellationToken) } };
}
