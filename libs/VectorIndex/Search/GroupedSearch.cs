using Kale.VectorIndex.Schema;
using Qdrant.Client.Grpc;

namespace Kale.VectorIndex.Search;

/// <summary>
/// The best passage of each document, exactly: points come best first, so a document's first one is its best; while
/// documents are missing, the nearest points of all other documents are asked for. (The server's own grouping gives up
/// after a few tries.)
/// </summary>
internal sealed class GroupedSearch(NearestPoints search, PassageQuery query)
{
    private const int Slack = 16;
    private const int MaxPage = 10_000;

    public async Task<IReadOnlyList<ScoredPoint>> RunAsync(bool withPayload)
    {
        var wanted = query.Offset + query.Limit;
        var documents = new HashSet<string>();
        var best = new List<ScoredPoint>();
        while (best.Count < wanted)
        {
            var page = Math.Min(2 * (wanted - best.Count) + Slack, MaxPage);
            var points = await search.OthersAsync(documents, page, withPayload);
            best.AddRange(points.Where(point => documents.Add(PassagePayload.ReadDocumentId(point.Payload))));
            if (points.Count < page) break;
        }
        return [.. best.Skip(query.Offset).Take(query.Limit)];
    }
}
