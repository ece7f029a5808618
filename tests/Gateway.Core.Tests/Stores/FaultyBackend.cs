using Gateway.Core.Primitives;
using Gateway.Core.Stores;

namespace Gateway.Core.Tests.Stores;

/// <summary>A backend that can be made to fail or to hang, and that remembers what it was asked.</summary>
internal sealed class FaultyBackend(IRecordBackend inner) : IRecordBackend
{
    private readonly TaskCompletionSource<LeaseRenewal> _never = new();
    private string? _failure;
    private bool _hangsRenewals;

    public event Action<AccountName>? Changed
    {
        add => inner.Changed += value;
        remove => inner.Changed -= value;
    }

    public IRecordBackend Inner => inner;

    public LeaseOwner LastOwner { get; private set; }

    public IReadOnlyList<RecordWrite> LastWrites { get; private set; } = [];

    public void Fail(string reason) => _failure = reason;

    public void Heal() => _failure = null;

    public void HangRenewals() => _hangsRenewals = true;

    public async Task<IReadOnlyDictionary<RecordKind, ReadOnlyMemory<byte>>> ReadAsync(AccountName account, CancellationToken cancellationToken)
    {
        ThrowIfFailing();
        return await inner.ReadAsync(account, cancellationToken);
    }

    public async Task<bool> WriteAsync(AccountName account, long fence, IReadOnlyList<RecordWrite> writes, CancellationToken cancellationToken)
    {
        ThrowIfFailing();
        LastWrites = writes;
        return await inner.WriteAsync(account, fence, writes, cancellationToken);
    }

    public async Task<LeaseTicket?> TryAcquireAsync(AccountName account, LeaseOwner owner, TimeSpan life, CancellationToken cancellationToken)
    {
        ThrowIfFailing();
        LastOwner = owner;
        return await inner.TryAcquireAsync(account, owner, life, cancellationToken);
    }

    public async Task<LeaseRenewal> RenewAsync(AccountName account, LeaseOwner owner, long fence, TimeSpan life, CancellationToken cancellationToken)
    {
        ThrowIfFailing();
        return _hangsRenewals ? await _never.Task.WaitAsync(cancellationToken) : await inner.RenewAsync(account, owner, fence, life, cancellationToken);
    }

    public async Task ReleaseAsync(AccountName account, LeaseOwner owner, CancellationToken cancellationToken)
    {
        ThrowIfFailing();
        await inner.ReleaseAsync(account, owner, cancellationToken);
    }

    public ValueTask DisposeAsync() => inner.DisposeAsync();

    private void ThrowIfFailing()
    {
        if (_failure is { } reason)
        {
            throw new StoreUnavailableException(reason);
        }
    }
}
