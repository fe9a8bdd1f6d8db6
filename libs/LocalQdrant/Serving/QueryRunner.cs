using Kale.LocalQdrant.Catalog;
using Kale.LocalQdrant.Payloads;
using Kale.LocalQdrant.Points;
using Kale.LocalQdrant.Search;
using Qdrant.Client.Grpc;

namespace Kale.LocalQdrant.Serving;

/// <summary>Runs queries on one collection.</summary>
internal sealed class QueryRunner(FoundCollection collection, int threads, CancellationToken cancellation)
{
    private readonly Metric _metric = CollectionSettings.MetricOf(collection.Entry.Vector);

    /// <summary>Answers queries, in their order; all searches among them share one pass over the vectors.</summary>
    public List<List<ScoredPoint>> Run(IEnumerable<QueryPoints> requests) => collection.Points.Search(table =>
    {
        var plans = requests.Select(request => QueryPlan.Of(request, table, _metric)).ToList();
        var searches = plans.Select(plan => plan.Search).OfType<SearchQuery>().ToList();
        var found = new Queue<List<Hit>>(Searcher().Search(table, searches, cancellation));
        return plans.ConvertAll(
            plan => plan.Search is null ? InOrder(table, plan) : Scored(table, plan, found.Dequeue()));
    });

    public List<PointGroup> RunGroups(QueryPointGroups request) => collection.Points.Search(table =>
    {
        var plan = QueryPlan.Of(AsQuery(request), table, _metric);
        var search = plan.Search ?? throw LocalQdrantException.Unsupported("Grouping without a query");
        var groups = Paging.Limit(request.HasLimit, request.Limit);
        var size = request.HasGroupSize ? Paging.Limit(true, request.GroupSize, "group_size") : DefaultGroupSize;
        return new Grouping(table, KeyPath.Parse(request.GroupBy), groups, size)
            .Find(limit => Searcher().Search(table, [search with { Limit = limit }], cancellation)[0])
            .ConvertAll(group => ToGroup(table, plan.Views, group));
    });

    private const int DefaultGroupSize = 3;

    private Searcher Searcher() => new(_metric, threads);

    private static QueryPoints AsQuery(QueryPointGroups request)
    {
        if (request.WithLookup is not null)
            throw LocalQdrantException.Unsupported("with_lookup");
        var query = new QueryPoints
        {
            Query = request.Query,
            Filter = request.Filter,
            WithPayload = request.WithPayload,
            WithVectors = request.WithVectors,
            LookupFrom = request.LookupFrom,
            ShardKeySelector = request.ShardKeySelector,
            Prefetch = { request.Prefetch },
        };
        if (request.HasUsing)
            query.Using = request.Using;
        if (request.HasScoreThreshold)
            query.ScoreThreshold = request.ScoreThreshold;
        return query;
    }

    private static List<ScoredPoint> InOrder(PointTable table, QueryPlan plan) => table
        .InOrder(plan.Filter, null, (long)plan.Limit + plan.Offset)
        .Skip(plan.Offset)
        .Select(row => plan.Views.Scored(table, row, 0))
        .ToList();

    private List<ScoredPoint> Scored(PointTable table, QueryPlan plan, List<Hit> hits) => hits
        .Skip(plan.Offset)
        .Select(hit => Scored(table, plan.Views, hit))
        .ToList();

    private ScoredPoint Scored(PointTable table, PointViews views, Hit hit) =>
        views.Scored(table, hit.Row, _metric.ToQdrant(hit.Score));

    private PointGroup ToGroup(PointTable table, PointViews views, HitGroup group) => new()
    {
        Id = ToGroupId(group.Key),
        Hits = { group.Hits.Select(hit => Scored(table, views, hit)) },
    };

    private static GroupId ToGroupId(GroupKey key)
    {
        if (key.Text is { } text)
            return new GroupId { StringValue = text };
        return key.Integer >= 0
            ? new GroupId { UnsignedValue = (ulong)key.Integer }
            : new GroupId { IntegerValue = key.Integer };
    }
}
