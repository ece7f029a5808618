using System.Collections.Immutable;
using Gateway.Core.Primitives;
using Gateway.Core.Secrets;

namespace Gateway.Settings;

/// <summary>One caller, validated. Also the feature of its requests, once its key was seen.</summary>
public sealed record CallerDefinition
{
    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>Its key; null if only the hash is written.</summary>
    public SecretReference? Key { get; init; }

    /// <summary>The hash of its key; null if the key itself is written.</summary>
    public KeyHash? Hash { get; init; }

    /// <summary>The one account that all its requests use; null if they choose.</summary>
    public AccountName? Account { get; init; }

    /// <summary>The accounts that it may choose from; empty for all.</summary>
    public ImmutableArray<AccountName> Accounts { get; init; } = [];

    /// <summary>How many requests a second it may make, a second's worth at once; null for no limit.</summary>
    public int? RequestsPerSecond { get; init; }

    /// <summary>How many requests and sockets it may have open; null for no limit.</summary>
    public int? Concurrency { get; init; }

    /// <summary>Whether it may only read: GET, HEAD, OPTIONS and GraphQL queries. Default false.</summary>
    public bool ReadOnly { get; init; }

    /// <summary>Whether there are accounts that it may not use.</summary>
    public bool IsRestricted => Account is not null || !Accounts.IsEmpty;

    /// <summary>Whether it may use an account.</summary>
    public bool MayUse(AccountName account) => Account is { } bound
        ? bound == account
        : Accounts.IsEmpty || Accounts.Contains(account);
}
