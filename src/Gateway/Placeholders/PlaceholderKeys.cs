using System.Collections.Immutable;
using Gateway.Core.Stores;

namespace Gateway.Placeholders;

/// <summary>The keys that placeholders are signed with. They do not change while the process lives.</summary>
internal sealed class PlaceholderKeys
{
    // A store that was asked in vain is left alone for a while, whatever requests come.
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);

    private readonly ISessionStore? _store;
    private readonly TimeProvider? _time;
    private readonly Lock _lock = new();
    private Task<bool>? _loading;
    private DateTimeOffset _nextTry;
    private volatile PlaceholderSigner[] _signers;

    /// <param name="store">Where they come from. One with encryption keys has them at once, another when it can be used.</param>
    /// <param name="time">The clock.</param>
    public PlaceholderKeys(ISessionStore store, TimeProvider time)
    {
        (_store, _time) = (store, time);
        _signers = Make(store.SigningKeys);
    }

    /// <summary>A key of this process alone.</summary>
    public PlaceholderKeys() => _signers = Make([SigningKey.Random()]);

    /// <summary>The first signs, all verify; none while the store cannot be used.</summary>
    public IReadOnlyList<PlaceholderSigner> Signers => _signers;

    /// <summary>Tries to have keys: one try for all who ask, and none soon after one in vain.</summary>
    public ValueTask<bool> PrepareAsync(CancellationToken cancellationToken)
    {
        if (_signers.Length > 0 || _store is not { } store || _time is not { } time)
        {
            return new(_signers.Length > 0);
        }

        Task<bool> loading;
        lock (_lock)
        {
            if (_loading is null && time.GetUtcNow() < _nextTry)
            {
                return new(_signers.Length > 0);
            }

            loading = _loading ??= LoadAsync(store, time);
        }

        return new(loading.WaitAsync(cancellationToken));
    }

    // Whoever began it may go away; the others still wait.
    private async Task<bool> LoadAsync(ISessionStore store, TimeProvider time)
    {
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        try
        {
            _signers = Make(await SigningKeys.LoadAsync(store, CancellationToken.None));
            return _signers.Length > 0;
        }
        finally
        {
            lock (_lock)
            {
                _loading = null;
                _nextTry = time.GetUtcNow() + Pause;
            }
        }
    }

    private static PlaceholderSigner[] Make(ImmutableArray<SigningKey> keys) => [.. keys.Select(key => new PlaceholderSigner(key))];
}
