using Kale.Gateway.Search;
using Microsoft.Extensions.Options;

namespace Kale.Gateway.Gate;

/// <summary>
/// The latest distinct queries of each collection, in memory, where the operator consented to keep them.
/// </summary>
internal sealed class RecentQueries(IOptions<GatewayOptions> options)
{
    private readonly Lock _gate = new();
    private readonly Queue<QueryId> _order = new();
    private readonly Dictionary<QueryId, string> _texts = [];

    private RolloutOptions Rollout => options.Value.Rollout;

    public void Add(SearchPlan plan)
    {
        if (!Rollout.KeepQueries)
            return;
        var id = QueryId.Of(plan.Collection, plan.Query);
        lock (_gate)
        {
            if (!_texts.TryAdd(id, plan.Query))
                return;
            _order.Enqueue(id);
            if (_order.Count > Rollout.KeptQueries)
                _texts.Remove(_order.Dequeue());
        }
    }

    /// <summary>Texts by collection, the latest last.</summary>
    public ILookup<string, string> Read()
    {
        lock (_gate)
            return _order.ToLookup(id => id.Collection, id => _texts[id]);
    }
}
