namespace Gateway.Redis;

/// <summary>What must happen in one step. All keys are declared; time is judged by Redis alone, by keys that expire.</summary>
internal static class RedisScripts
{
    /// <summary>KEYS: probe. ARGV: what to put there if nothing is. A script, because the client sends one to a replica as well.</summary>
    public const string Touch = """
        return redis.call('SET', KEYS[1], ARGV[1], 'NX')
        """;

    /// <summary>
    /// KEYS: lock, fence. ARGV: owner, life in ms, first number. The number of the new lease, or nil if somebody holds it. A counter
    /// that was lost begins again at the caller's first number, which no lease from before the loss can have.
    /// </summary>
    public const string Acquire = """
        if not redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2], 'NX') then
          return false
        end
        redis.call('SET', KEYS[2], ARGV[3], 'NX')
        return redis.call('INCR', KEYS[2])
        """;

    /// <summary>KEYS: lock. ARGV: owner, life in ms. 1 if the owner still holds it.</summary>
    public const string Renew = """
        if redis.call('GET', KEYS[1]) == ARGV[1] then
          return redis.call('PEXPIRE', KEYS[1], ARGV[2])
        end
        return 0
        """;

    /// <summary>KEYS: lock. ARGV: owner. Gives back only what is the owner's.</summary>
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
