using System.Collections.Immutable;
using Gateway.Core.Primitives;
using Microsoft.Extensions.Logging;

namespace Gateway.Core.Stores;

/// <summary>The typed store over any backend: encrypts, takes leases and turns failures into results.</summary>
internal sealed class SessionStore : ISessionStore
{
    private readonly IRecordBackend _backend;
    private readonly RecordCodec _codec;
    private readonly StoreHealth _health;
    private readonly LeaseDesk _leases;
    private readonly TimeProvider _clock;
    private long _backSince;
    private string? _away;

    public SessionStore(IRecordBackend backend, SessionCipher cipher, TimeProvider clock, ILogger<SessionStore> logger)
    {
        _backend = backend;
        SigningKeys = cipher.SigningKeys;
        _codec = new RecordCodec(cipher, logger);
        _health = new StoreHealth(logger);
        _leases = new LeaseDesk(backend, clock);
        _clock = clock;
        backend.Judged += OnJudged;
    }

    public event Action<AccountName>? Changed
    {
        add => _backend.Changed += value;
        remove => _backend.Changed -= value;
    }

    public event Action<string?>? AvailabilityChanged;

    public ImmutableArray<SigningKey> SigningKeys { get; }

    public bool IsUp => _health.IsUp;

    public DateTimeOffset? BackSince => Volatile.Read(ref _backSince) is > 0 and var ticks ? new DateTimeOffset(ticks, TimeSpan.Zero) : null;

    public async Task<StoreResult<AccountRecords>> LoadAsync(AccountName account, CancellationToken cancellationToken)
    {
        try
        {
            var envelopes = await _health.WatchAsync(_backend.ReadAsync(account, cancellationToken));
            return new StoreResult<AccountRecords>(StoreStatus.Ok, _codec.Decode(account, envelopes), null);
        }
        catch (StoreUnavailableException failure)
        {
            return new StoreResult<AccountRecords>(StoreStatus.Unavailable, null, failure.Message);
        }
    }

    public async Task<StoreResult<IStoreLease>> AcquireAsync(AccountName account, TimeSpan patience, CancellationToken cancellationToken)
    {
        try
        {
            var lease = await _leases.AcquireAsync(account, _health, patience, cancellationToken);
            return lease is null
                ? new StoreResult<IStoreLease>(StoreStatus.Fenced, null, "Somebody else works on the account.")
                : new StoreResult<IStoreLease>(StoreStatus.Ok, lease, null);
        }
        catch (StoreUnavailableException failure)
        {
            return new StoreResult<IStoreLease>(StoreStatus.Unavailable, null, failure.Message);
        }
    }

    public async Task<StoreStatus> SaveAsync(
        AccountName account, IStoreLease lease, IReadOnlyList<RecordChange> changes, CancellationToken cancellationToken)
    {
        if (lease is not StoreLease own || own.Account != account)
        {
            throw new ArgumentException("The lease is not one of this store for this account.", nameof(lease));
        }

        if (own.IsOver)
        {
            return StoreStatus.Fenced;
        }

        try
        {
            // What is about to be replaced must have been readable; a look costs little beside a login or a refresh.
            var stored = _codec.Decode(account, await _health.WatchAsync(_backend.ReadAsync(account, cancellationToken)));
            var writes = changes.Select(change => Write(account, change, stored.Unreadable.Contains(change.Kind))).ToList();
            var written = await _health.WatchAsync(_backend.WriteAsync(account, own.Fence, writes, cancellationToken));
            return written ? StoreStatus.Ok : StoreStatus.Fenced;
        }
        catch (StoreUnavailableException)
        {
            return StoreStatus.Unavailable;
        }
    }

    public async Task<bool> IsBackAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await _backend.IsBackAsync(cancellationToken);
        }
        catch (StoreUnavailableException)
        {
            return false;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _leases.DisposeAsync();
        _backend.Judged -= OnJudged;
        await _backend.DisposeAsync();
    }

    private void OnJudged(string? failure)
    {
        _health.Note(failure);
        if (Interlocked.Exchange(ref _away, failure) == failure)
        {
            return;
        }

        if (failure is null)
        {
            Volatile.Write(ref _backSince, _clock.GetUtcNow().UtcTicks);
            _leases.RenewAll();
        }

        AvailabilityChanged?.Invoke(failure);
    }

    private RecordWrite Write(AccountName account, RecordChange change, bool keepOld)
    {
        // Spelled out, because a bare null would convert by way of a null array to an empty envelope.
        var envelope = change.Value is { } value ? _codec.Encode(account, change.Kind, value) : default(ReadOnlyMemory<byte>?);
        return new RecordWrite(change.Kind, envelope, change.UsefulUntil, keepOld);
    }
}
