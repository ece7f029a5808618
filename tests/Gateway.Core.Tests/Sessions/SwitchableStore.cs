using Gateway.Core.Primitives;
using Gateway.Core.Stores;

namespace Gateway.Core.Tests.Sessions;

/// <summary>A store that can be switched off, as an outage does, that can lose everything, and that tells others what it is told to tell.</summary>
internal sealed class SwitchableStore(Func<ISessionStore> make) : ISessionStore
{
    private readonly TaskCompletionSource _answered = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private ISessionStore _inner = make();

    /// <summary>Over a store that is there, and stays.</summary>
    public SwitchableStore(ISessionStore inner)
        : this(() => inner)
    {
    }

    public event Action<AccountName>? Changed;

    public event Action<string?>? AvailabilityChanged;

    public bool IsDown { get; set; }

    public bool FailsToSave { get; set; }

    /// <summary>What it holds is damaged.</summary>
    public bool CannotRead { get; set; }

    /// <summary>The session that it holds was written with another key.</summary>
    public bool HasForeignSession { get; set; }

    /// <summary>It is down only for who does not ask in earnest.</summary>
    public bool IsBackIfAsked { get; set; }

    /// <summary>Completes when it was asked in earnest and answered.</summary>
    public Task Answered => _answered.Task;

    public bool IsUp => !IsDown && _inner.IsUp;

    public DateTimeOffset? BackSince { get; set; }

    /// <summary>What leases say of it; null for what they know themselves.</summary>
    public DateTimeOffset? CountedSince { get; set; }

    /// <summary>The newest lease that was given.</summary>
    public WatchedLease? LastLease { get; private set; }

    /// <summary>The store behind it, as another gateway has it.</summary>
    public ISessionStore Inner => _inner;

    public List<RecordKind> Saved { get; } = [];

    /// <summary>It comes back with nothing in it.</summary>
    public void Forget() => _inner = make();

    /// <summary>Tells that another process changed something.</summary>
    public void TellChanged(AccountName account) => Changed?.Invoke(account);

    /// <summary>Tells that it went away, or with null that it is back.</summary>
    public void TellAvailability(string? reason) => AvailabilityChanged?.Invoke(reason);

    public Task<StoreResult<AccountRecords>> LoadAsync(AccountName account, CancellationToken cancellationToken) => IsDown
        ? Task.FromResult(new StoreResult<AccountRecords>(StoreStatus.Unavailable, null, "switched off"))
        : CannotRead ? Task.FromResult(new StoreResult<AccountRecords>(StoreStatus.Ok, new AccountRecords { Unreadable = [RecordKind.Session, RecordKind.Budget, RecordKind.Device] }, null))
        : HasForeignSession ? LoadForeignAsync(account, cancellationToken)
        : _inner.LoadAsync(account, cancellationToken);

    public async Task<StoreResult<IStoreLease>> AcquireAsync(AccountName account, TimeSpan patience, CancellationToken cancellationToken)
    {
        if (IsDown)
        {
            return new StoreResult<IStoreLease>(StoreStatus.Unavailable, null, "switched off");
        }

        var acquired = await _inner.AcquireAsync(account, patience, cancellationToken);
        return acquired.IsOk ? acquired with { Value = LastLease = new WatchedLease(acquired.Value, CountedSince) } : acquired;
    }

    public Task<StoreStatus> SaveAsync(
        AccountName account, IStoreLease lease, IReadOnlyList<RecordChange> changes, CancellationToken cancellationToken)
    {
        if (IsDown || FailsToSave)
        {
            return Task.FromResult(StoreStatus.Unavailable);
        }

        HasForeignSession &= changes.All(change => change.Kind != RecordKind.Session);
        Saved.AddRange(changes.Where(change => change.Value is not null).Select(change => change.Kind));
        return _inner.SaveAsync(account, ((WatchedLease)lease).Inner, changes, cancellationToken);
    }

    public Task<bool> IsBackAsync(CancellationToken cancellationToken)
    {
        if (IsBackIfAsked)
        {
            IsDown = false;
            _answered.TrySetResult();
        }

        return Task.FromResult(!IsDown);
    }

    public ValueTask DisposeAsync() => _inner.DisposeAsync();

    private async Task<StoreResult<AccountRecords>> LoadForeignAsync(AccountName account, CancellationToken cancellationToken)
    {
        var loaded = await _inner.LoadAsync(account, cancellationToken);
        return loaded with { Value = loaded.Value! with { Session = null, Unreadable = [RecordKind.Session], HasForeignSession = true } };
    }
}
