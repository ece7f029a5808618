using System.Diagnostics.CodeAnalysis;

namespace Gateway.Core.Stores;

/// <summary>What a store call brought, or why it brought nothing.</summary>
/// <param name="Status">How it ended.</param>
/// <param name="Value">What it brought; null unless <see cref="StoreStatus.Ok"/>.</param>
/// <param name="Reason">Why it failed, one sentence without secrets; null if it worked.</param>
public readonly record struct StoreResult<T>(StoreStatus Status, T? Value, string? Reason)
    where T : class
{
    /// <summary>True if it worked.</summary>
    [MemberNotNullWhen(true, nameof(Value))]
    public bool IsOk => Status == StoreStatus.Ok;
}
