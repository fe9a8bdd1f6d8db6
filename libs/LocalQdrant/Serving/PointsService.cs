using System.Diagnostics;
using Grpc.Core;
using Kale.LocalQdrant.Catalog;
using Kale.LocalQdrant.Filters;
using Kale.LocalQdrant.Points;
using Kale.LocalQdrant.Search;
using Qdrant.Client.Grpc;

namespace Kale.LocalQdrant.Serving;

/// <summary>Reads of qdrant.Points; the writes are in the other part.</summary>
internal sealed partial class PointsService(CollectionCatalog catalog, SearchLane lane) : PointsBase
{
    public override Task<GetResponse> Get(GetPoints request, ServerCallContext context)
    {
        var started = Stopwatch.GetTimestamp();
        Unsupported.Refuse(request.ShardKeySelector);
        var views = new PointViews(request.WithPayload, request.WithVectors, payloadByDefault: true);
        var keys = request.Ids.Select(PointKey.From).ToList();
        var points = catalog.Find(request.CollectionName).Points.Read(table => keys
            .Select(key => table.TryGetRow(key, out var row) ? views.Retrieved(table, row) : null)
            .OfType<RetrievedPoint>()
            .ToList());
        return Task.FromResult(new GetResponse { Result = { points }, Time = Elapsed.Since(started) });
    }

    public override Task<ScrollResponse> Scroll(ScrollPoints request, ServerCallContext context)
    {
        var started = Stopwatch.GetTimestamp();
        Unsupported.Refuse(request.ShardKeySelector);
        if (request.OrderBy is not null)
            throw LocalQdrantException.Unsupported("order_by");
        var limit = Paging.Limit(request.HasLimit, request.Limit);
        var filter = FilterCompiler.CompileOptional(request.Filter);
        PointKey? from = request.Offset is null ? null : PointKey.From(request.Offset);
        var views = new PointViews(request.WithPayload, request.WithVectors, payloadByDefault: true);
        var response = catalog.Find(request.CollectionName).Points.Read(table =>
        {
            var rows = table.InOrder(filter, from, limit + 1L);
            return new ScrollResponse
            {
                Result = { rows.Take(limit).Select(row => views.Retrieved(table, row)) },
                NextPageOffset = rows.Count > limit ? table.Key(rows[limit]).ToPointId() : null,
            };
        });
        response.Time = Elapsed.Since(started);
        return Task.FromResult(response);
    }

    public override Task<CountResponse> Count(CountPoints request, ServerCallContext context)
    {
        var started = Stopwatch.GetTimestamp();
        Unsupported.Refuse(request.ShardKeySelector);
        var filter = FilterCompiler.CompileOptional(request.Filter);
        var count = catalog.Find(request.CollectionName).Points
            .Read(table => filter is null ? table.Count : table.Matching(filter).Count());
        return Task.FromResult(new CountResponse
        {
            Result = new CountResult { Count = (ulong)count },
            Time = Elapsed.Since(started),
        });
    }

    public override async Task<QueryResponse> Query(QueryPoints request, ServerCallContext context)
    {
        var started = Stopwatch.GetTimestamp();
        var found = await SearchAsync(request.CollectionName, context, runner => runner.Run([request])[0]);
        return new QueryResponse { Result = { found }, Time = Elapsed.Since(started) };
    }

    public override async Task<QueryBatchResponse> QueryBatch(QueryBatchPoints request, ServerCallContext context)
    {
        var started = Stopwatch.GetTimestamp();
        var found = await SearchAsync(request.CollectionName, context, runner => runner.Run(request.QueryPoints));
        var results = found.Select(points => new BatchResult { Result = { points } });
        return new QueryBatchResponse { Result = { results }, Time = Elapsed.Since(started) };
    }

    public override async Task<QueryGroupsResponse> QueryGroups(QueryPointGroups request, ServerCallContext context)
    {
        var started = Stopwatch.GetTimestamp();
        var groups = await SearchAsync(request.CollectionName, context, runner => runner.RunGroups(request));
        return new QueryGroupsResponse
        {
            Result = new GroupsResult { Groups = { groups } },
            Time = Elapsed.Since(started),
        };
    }

    public override async Task<SearchResponse> Search(SearchPoints request, ServerCallContext context)
    {
        var started = Stopwatch.GetTimestamp();
        if (request.SparseIndices is not null)
            throw LocalQdrantException.Unsupported("A sparse query");
        var query = new QueryPoints
        {
            Query = new Query { Nearest = new VectorInput { Dense = new DenseVector { Data = { request.Vector } } } },
            Using = request.VectorName,
            Filter = request.Filter,
            Limit = request.Limit,
            Offset = request.Offset,
            WithPayload = request.WithPayload,
            WithVectors = request.WithVectors,
            ShardKeySelector = request.ShardKeySelector,
        };
        if (request.HasScoreThreshold)
            query.ScoreThreshold = request.ScoreThreshold;
        var found = await SearchAsync(request.CollectionName, context, runner => runner.Run([query])[0]);
        return new SearchResponse { Result = { found }, Time = Elapsed.Since(started) };
    }

    private Task<T> SearchAsync<T>(string collection, ServerCallContext context, Func<QueryRunner, T> search)
    {
        var found = catalog.Find(collection);
        return lane.RunAsync(
            cores => search(new QueryRunner(found, cores, context.CancellationToken)), context.CancellationToken);
    }
}
