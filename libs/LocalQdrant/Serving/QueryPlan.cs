using Kale.LocalQdrant.Filters;
using Kale.LocalQdrant.Points;
using Kale.LocalQdrant.Search;
using Qdrant.Client.Grpc;

namespace Kale.LocalQdrant.Serving;

/// <summary>A query made ready to run on the points as they are now.</summary>
/// <param name="Search">The search; null when the query has no vector: points in the order of their ids.</param>
internal sealed record QueryPlan(SearchQuery? Search, PointTest? Filter, int Limit, int Offset, PointViews Views)
{
    public static QueryPlan Of(QueryPoints request, PointTable table, Metric metric)
    {
        Refuse(request);
        var limit = Paging.Limit(request.HasLimit, request.Limit);
        var offset = Paging.Offset(request.Offset);
        var filter = FilterCompiler.CompileOptional(request.Filter);
        var views = new PointViews(request.WithPayload, request.WithVectors, payloadByDefault: false);
        if (request.Query is null)
            return new QueryPlan(null, filter, limit, offset, views);
        var (vector, itself) = Nearest(request.Query, table, metric);
        filter = Without(itself, filter);
        float? threshold = request.HasScoreThreshold ? request.ScoreThreshold : null;
        var search = new SearchQuery(vector, Math.Min(limit + offset, table.Count), filter, threshold);
        return new QueryPlan(search, filter, limit, offset, views);
    }

    private static void Refuse(QueryPoints request)
    {
        Unsupported.Refuse(request.ShardKeySelector);
        Unsupported.RefusePrefetch(request.Prefetch.Count);
        Unsupported.RefuseVectorName(request.Using);
        Unsupported.RefuseLookup(request.LookupFrom);
    }

    private static (float[] Vector, PointKey? Itself) Nearest(Query query, PointTable table, Metric metric)
    {
        if (query.VariantCase == Query.VariantOneofCase.None)
            throw LocalQdrantException.Invalid("the query is empty: give it a vector or the id of a point");
        if (query.VariantCase != Query.VariantOneofCase.Nearest)
            throw LocalQdrantException.Unsupported($"The query {query.VariantCase}");
        return query.Nearest.VariantCase switch
        {
            VectorInput.VariantOneofCase.Dense => (Prepared(query.Nearest.Dense, table, metric), null),
            VectorInput.VariantOneofCase.Id => VectorOf(PointKey.From(query.Nearest.Id), table),
            VectorInput.VariantOneofCase.None => throw LocalQdrantException.Invalid("the query has no vector"),
            var other => throw LocalQdrantException.Unsupported($"A query by {other}"),
        };
    }

    private static float[] Prepared(DenseVector query, PointTable table, Metric metric)
    {
        var vector = new float[table.Dimensions];
        DenseVectors.Read(query.Data, vector);
        metric.Prepare(vector);
        return table.Vectors.Pad(vector);
    }

    private static (float[] Vector, PointKey? Itself) VectorOf(PointKey key, PointTable table) =>
        table.TryGetRow(key, out var row)
            ? (table.Vectors.Pad(table.Vector(row)), key)
            : throw LocalQdrantException.NotFound($"No point with id {key} found");

    private static PointTest? Without(PointKey? key, PointTest? filter)
    {
        if (key is not { } itself)
            return filter;
        var others = new NoneOf([new HasKey(new HashSet<PointKey> { itself })]);
        return filter is null ? others : new AllOf([filter, others]);
    }
}
