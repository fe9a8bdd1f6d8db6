using Kale.Encoding;
using Kale.Encoding.Batching;
using Kale.ServiceDefaults.Admission;
using Microsoft.Extensions.Options;

namespace Kale.QueryEncoder.Serving;

/// <summary>
/// Lets a call in while the active encoder's queue would come to it in time, whatever the number of its texts; once
/// they are known the queue judges them by their tokens, and those of a caller without a deadline by its bounds alone.
/// Calls that name another bundle share the processor with the active one and are judged by its queue too.
/// </summary>
internal sealed class QueueRule(ModelState<Encoder> state, IOptions<QueryEncoderOptions> options, TimeProvider time)
    : IAdmissionRule
{
    // Where batches are so slow, MaxWait would be over before a queue can form.
    private const int LeastBatches = 4;

    public TimeSpan Excess(Load load, TimeSpan? left)
    {
        if (left is not { } until)
            return TimeSpan.Zero;
        using var lease = state.Active.TryLease();
        if (lease is null)
            return TimeSpan.Zero;
        var wait = lease.Model.WaitFor(time.GetUtcNow() + until);
        return wait.Total - Allowed(wait, until);
    }

    public int? Limit(Load load) => null;

    private TimeSpan Allowed(QueueWait wait, TimeSpan left)
    {
        var share = left * options.Value.DeadlineShare;
        var most = TimeSpan.FromTicks(Math.Max(options.Value.MaxWait.Ticks, wait.Batch.Ticks * LeastBatches));
        return share < most ? share : most;
    }
}
