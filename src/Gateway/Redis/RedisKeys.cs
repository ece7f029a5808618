using Gateway.Core.Primitives;
using Gateway.Core.Stores;
using StackExchange.Redis;

namespace Gateway.Redis;

/// <summary>
/// The names in Redis. The braces are literal: all keys of an account lie in one slot of a cluster, so that one script may touch them.
/// </summary>
internal sealed class RedisKeys(string prefix)
{
    private static readonly RecordKind[] All = Enum.GetValues<RecordKind>();

    /// <summary>Every kind of record, in the order of <see cref="Records"/>.</summary>
    public static IReadOnlyList<RecordKind> Kinds => All;

    /// <summary>Where changes are told to the other gateways.</summary>
    public RedisChannel Changes { get; } = new($"{prefix}:changed", RedisChannel.PatternMode.Literal);

    /// <summary>Written if it is missing, again and again, to learn whether Redis takes writes and still holds what it held.</summary>
    public RedisKey Probe { get; } = $"{prefix}:probe";

    public RedisKey Record(AccountName account, RecordKind kind) => Key(account, kind.Name());

    public RedisKey[] Records(AccountName account) => Array.ConvertAll(All, kind => Record(account, kind));

    /// <summary>Who holds the account's lease; it lives as long as the lease.</summary>
    public RedisKey Lock(AccountName account) => Key(account, "lock");

    /// <summary>The number of the newest lease; it never expires.</summary>
    public RedisKey Fence(AccountName account) => Key(account, "fence");

    /// <summary>There for a lease's life after <see cref="Fence"/> was begun.</summary>
    public RedisKey Counting(AccountName account) => Key(account, "counting");

    /// <summary>Where a record that could not be read is kept when it is replaced.</summary>
    public RedisKey Aside(AccountName account, RecordKind kind, string stamp) => Key(account, $"{kind.Name()}:unreadable-{stamp}");

    private string Key(AccountName account, string name) => $"{prefix}:{{{account.Value}}}:{name}";
}
