using Gateway.Core.Primitives;
using Gateway.Core.Stores;

namespace Gateway.Core.Tests.Sessions;

/// <summary>A store that can be switched off, as an outage does.</summary>
internal sealed class SwitchableStore(ISessionStore inner) : ISessionStore
{
    public event Action<AccountName>? Changed
    {
        add => inner.Changed += value;
        remove => inner.Changed -= value;
    }

    public bool IsDown { get; set; }

    public bool FailsToSave { get; set; }

    public bool IsUp => !IsDown && inner.IsUp;

    public List<RecordKind> Saved { get; } = [];

    public Task<StoreResult<AccountRecords>> LoadAsync(AccountName account, CancellationToken cancellationToken) => IsDown
        ? Task.FromResult(new StoreResult<AccountRecords>(StoreStatus.Unavailable, null, "switched off"))
        : inner.LoadAsync(account, cancellationToken);

    public Task<StoreResult<IStoreLease>> AcquireAsync(AccountName account, TimeSpan patience, CancellationToken cancellationToken) => IsDown
        ? Task.FromResult(new StoreResult<IStoreLease>(StoreStatus.Unavailable, null, "switched off"))
        : inner.AcquireAsync(account, patience, cancellationToken);

    public Task<StoreStatus> SaveAsync(
        AccountName account, IStoreLease lease, IReadOnlyList<RecordChange> changes, CancellationToken cancellationToken)
    {
        if (IsDown || FailsToSave)
        {
            return Task.FromResult(StoreStatus.Unavailable);
        }

        Saved.AddRange(changes.Where(change => change.Value is not null).Select(change => change.Kind));
        return inner.SaveAsync(account, lease, changes, cancellationToken);
    }

    public ValueTask DisposeAsync() => inner.DisposeAsync();
}
