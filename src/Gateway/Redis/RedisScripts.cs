namespace Gateway.Redis;

/// <summary>What must happen in one step. All keys are declared; time is judged by Redis alone, by keys that expire.</summary>
internal static class RedisScripts
{
    /// <summary>KEYS: probe. ARGV: what to put there if nothing is. A script, because the client sends one to a replica as well.</summary>
    public const string Touch = """
        return redis.call('SET', KEYS[1], ARGV[1], 'NX')
        """;

    /// <summary>
    /// KEYS: lock, fence, counting. ARGV: what names of the process's turns begin with, the turn, life in ms, first number. The number of
    /// the new lease, and for how many ms on it is known that the counter is new (-2: no more); or nil if another process holds it. A
    /// counter that was lost begins again at the caller's first number, which no lease from before the loss can have.
    /// </summary>
    public const string Acquire = """
        local holder = redis.call('GET', KEYS[1])
        if holder and string.sub(holder, 1, #ARGV[1]) ~= ARGV[1] then
          return false
        end
        redis.call('SET', KEYS[1], ARGV[2], 'PX', ARGV[3])
        if redis.call('SET', KEYS[2], ARGV[4], 'NX') then
          redis.call('SET', KEYS[3], ARGV[2], 'PX', ARGV[3])
        end
        return {redis.call('INCR', KEYS[2]), redis.call('PTTL', KEYS[3])}
        """;

    /// <summary>
    /// KEYS: lock, fence. ARGV: turn, life in ms, its number. 0 if somebody else holds the lease; else it is held from now on, 2 if its
    /// number is still the newest and 1 if it is not.
    /// </summary>
    public const string Renew = """
        local holder = redis.call('GET', KEYS[1])
        if holder and holder ~= ARGV[1] then
          return 0
        end
        redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
        if redis.call('GET', KEYS[2]) == ARGV[3] then
          return 2
        end
        return 1
        """;

    /// <summary>KEYS: lock. ARGV: turn. Gives back only what that turn holds, not what the next one of its process does.</summary>
    public const string Release = """
        if redis.call('GET', KEYS[1]) == ARGV[1] then
          return redis.call('DEL', KEYS[1])
        end
        return 0
        """;

    /// <summary>
    /// KEYS: fence, then for each write the record and the place for what it replaces. ARGV: the writer's number, then for each write
    /// what to do (<c>set</c>, <c>del</c>), the envelope, its life in ms (0: for ever), whether the old one is kept (<c>1</c>).
    /// 1 if all was written, 0 if a later lease was given.
    /// </summary>
    public const string Write = """
        if redis.call('GET', KEYS[1]) ~= ARGV[1] then
          return 0
        end
        for write = 0, (#KEYS - 1) / 2 - 1 do
          local record = KEYS[2 + write * 2]
          local argument = 2 + write * 4
          if ARGV[argument + 3] == '1' then
            local old = redis.call('GET', record)
            if old then
              redis.call('SET', KEYS[3 + write * 2], old)
            end
          end
          if ARGV[argument] == 'del' then
            redis.call('DEL', record)
          elseif ARGV[argument + 2] == '0' then
            redis.call('SET', record, ARGV[argument + 1])
          else
            redis.call('SET', record, ARGV[argument + 1], 'PX', ARGV[argument + 2])
          end
        end
        return 1
        """;
}
