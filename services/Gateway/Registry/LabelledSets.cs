using Kale.Gateway.Peers;
using Kale.Rollouts.Reports;
using Kale.Rollouts.Routes;
using Kale.ServiceDefaults.Errors;
using Kale.V1;
using Kale.VectorIndex;
using LabelledQuery = Kale.Rollouts.Reports.LabelledQuery;

namespace Kale.Gateway.Registry;

/// <summary>Takes judged queries for the gate, once they make sense on the collection that they name.</summary>
internal sealed class LabelledSets(RouteStore routes, LabelStore labels, PassageIndex index)
{
    private const int MostNamed = 3;

    /// <summary>Replaces the set of a route.</summary>
    /// <exception cref="FailureException">
    /// The set is malformed, or judges documents that the collection does not hold.
    /// </exception>
    /// <exception cref="RouteException">There is no such route, or the collection is of another space.</exception>
    public async Task<SetLabelledQueriesResponse> SetAsync(
        SetLabelledQueriesRequest request, CancellationToken cancellation)
    {
        LabelledSetCheck.Require(request);
        var route = await routes.GetAsync(request.Route, cancellation);
        var build = await index.LocateAsync(request.Collection, cancellation);
        if (build.Space.SpaceId != route.SpaceId)
            throw new RouteException(RouteError.SpaceMismatch,
                $"Collection '{request.Collection}' is of {build.Space.SpaceId}, "
                + $"route '{route.Name}' speaks {route.SpaceId}.");
        await RequireKnownAsync(request, build, cancellation);
        var queries = request.Queries.Select(query =>
            new LabelledQuery(query.Text, new Dictionary<string, int>(query.Judgments)));
        await labels.SetAsync(route.Name, new LabelledSet(request.Collection, [.. queries]), cancellation);
        return new SetLabelledQueriesResponse { Queries = (uint)request.Queries.Count };
    }

    // A relevant document that cannot be found lowers every encoder's quality alike, and so hides a loss.
    private async Task RequireKnownAsync(
        SetLabelledQueriesRequest request, IndexBuild build, CancellationToken cancellation)
    {
        var relevant = request.Queries
            .SelectMany(query => query.Judgments)
            .Where(judgment => judgment.Value > 0)
            .Select(judgment => judgment.Key)
            .ToHashSet();
        relevant.ExceptWith(await index.FindDocumentsAsync(build, relevant, cancellation));
        if (relevant.Count == 0)
            return;
        var some = string.Join(", ", relevant.Order(StringComparer.Ordinal).Take(MostNamed).Select(id => $"'{id}'"));
        new RequestCheck()
            .Violation("queries",
                $"{relevant.Count} documents that were judged relevant are not in collection '{request.Collection}', "
                + $"such as {some}; judge documents that it holds")
            .ThrowIfInvalid();
    }
}
