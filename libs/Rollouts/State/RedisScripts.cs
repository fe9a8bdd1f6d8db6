namespace Kale.Rollouts.State;

/// <summary>What Redis runs as a whole.</summary>
internal static class RedisScripts
{
    /// <summary>KEYS: any. Answers {seconds, microseconds}.</summary>
    public const string Time = "return redis.call('TIME')";

    /// <summary>
    /// KEYS: document, requests, request order, audit. ARGV: expected version, json, request id, audit line, requests
    /// kept, audit lines kept, answer. Without a request id no request is remembered. Answers {outcome, version, json}
    /// with outcome 1 written, 2 conflict, 3 applied before.
    /// </summary>
    public const string Write = """
        local before = ARGV[3] ~= '' and redis.call('HGET', KEYS[2], ARGV[3])
        if before then
          local space = string.find(before, ' ', 1, true)
          return {3, string.sub(before, 1, space - 1), string.sub(before, space + 1)}
        end
        local version = redis.call('HGET', KEYS[1], 'version') or '0'
        if version ~= ARGV[1] then
          return {2, version, redis.call('HGET', KEYS[1], 'json') or ''}
        end
        local next = tostring(tonumber(version) + 1)
        redis.call('HSET', KEYS[1], 'version', next)
        redis.call('HSET', KEYS[1], 'json', ARGV[2])
        if ARGV[3] == '' then
          redis.call('DEL', KEYS[2], KEYS[3])
        else
          redis.call('HSET', KEYS[2], ARGV[3], next .. ' ' .. ARGV[7])
          redis.call('LPUSH', KEYS[3], ARGV[3])
          while redis.call('LLEN', KEYS[3]) > tonumber(ARGV[5]) do
            redis.call('HDEL', KEYS[2], redis.call('RPOP', KEYS[3]))
          end
        end
        redis.call('LPUSH', KEYS[4], ARGV[4])
        redis.call('LTRIM', KEYS[4], 0, tonumber(ARGV[6]) - 1)
        return {1, next, ARGV[2]}
        """;
}
