using Kale.VectorIndex.Schema;
using Qdrant.Client.Grpc;

namespace Kale.VectorIndex.Search;

/// <summary>
/// The best passage of each document, exactly: points come best first, so a document's first one is its best; while
/// documents are missing, the nearest points of all other documents are asked for, each time several times as many.
/// (The server's own grouping gives up after a few tries.)
/// </summary>
internal sealed class GroupedSearch(NearestPoints search, PassageQuery query)
{
    private const int Slack = 16;
    private const int Growth = 4;
    private const int MaxPage = 10_000;

    /// <param name="withPayload">
    /// The first points come whole; where they are not enough, all come with their document's id only.
    /// </param>
    /// <returns>Whether the points came whole, and the points.</returns>
    public async Task<(bool Whole, IReadOnlyList<ScoredPoint> Points)> RunAsync(bool withPayload)
    {
        var wanted = query.Offset + query.Limit;
        var documents = new HashSet<string>();
        var best = new List<ScoredPoint>();
        var (page, rounds) = (Math.Min(2 * wanted + Slack, MaxPage), 0);
        for (var isLast = false; !isLast && best.Count < wanted; rounds++)
        {
            var points = await search.OthersAsync(documents, page, withPayload && rounds == 0);
            best.AddRange(points.Where(point => documents.Add(PassagePayload.ReadDocumentId(point.Payload))));
            isLast = points.Count < page;
            page = Math.Min(Growth * page, MaxPage);
        }
        return (withPayload && rounds == 1, [.. best.Skip(query.Offset).Take(query.Limit)]);
    }
}
