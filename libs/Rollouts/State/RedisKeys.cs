using StackExchange.Redis;

namespace Kale.Rollouts.State;

/// <summary>Every key the suite keeps routes under.</summary>
internal sealed class RedisKeys(string prefix)
{
    // {prefix}:doc:{KEY}      hash    version, json
    // {prefix}:req:{KEY}      hash    request id -> "version json"
    // {prefix}:reqs:{KEY}     list    request ids, newest first, to forget the oldest
    // {prefix}:audit:{KEY}    list    audit lines, newest first
    // {prefix}:lease:KEY      string  with a time to live
    // {prefix}:keys           set     the KEYs of all documents
    // {prefix}:written        channel carries the KEY of a written document
    public RedisKey Document(string key) => $"{prefix}:doc:{{{key}}}";

    public RedisKey Requests(string key) => $"{prefix}:req:{{{key}}}";

    public RedisKey RequestOrder(string key) => $"{prefix}:reqs:{{{key}}}";

    public RedisKey Audit(string key) => $"{prefix}:audit:{{{key}}}";

    public RedisKey Lease(string key) => $"{prefix}:lease:{key}";

    public RedisKey LeaseIndex => $"{prefix}:leases";

    public RedisKey Index => $"{prefix}:keys";

    public RedisChannel Written => new($"{prefix}:written", RedisChannel.PatternMode.Literal);
}
