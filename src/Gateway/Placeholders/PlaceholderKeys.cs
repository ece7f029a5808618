using System.Collections.Immutable;
using Gateway.Core.Stores;

namespace Gateway.Placeholders;

/// <summary>The keys that placeholders are signed with. They do not change while the process lives.</summary>
internal sealed class PlaceholderKeys
{
    private readonly ISessionStore? _store;
    private volatile PlaceholderSigner[] _signers;

    /// <param name="store">Where they come from. One with encryption keys has them at once, another when it can be used.</param>
    public PlaceholderKeys(ISessionStore store)
    {
        _store = store;
        _signers = Make(store.SigningKeys);
    }

    /// <summary>A key of this process alone.</summary>
    public PlaceholderKeys() => _signers = Make([SigningKey.Random()]);

    /// <summary>The first signs, all verify; none while the store cannot be used.</summary>
    public IReadOnlyList<PlaceholderSigner> Signers => _signers;

    /// <summary>Tries to have keys.</summary>
    public async ValueTask<bool> PrepareAsync(CancellationToken cancellationToken)
    {
        if (_signers.Length == 0 && _store is not null)
        {
            _signers = Make(await SigningKeys.LoadAsync(_store, cancellationToken));
        }

        return _signers.Length > 0;
    }

    private static PlaceholderSigner[] Make(ImmutableArray<SigningKey> keys) => [.. keys.Select(key => new PlaceholderSigner(key))];
}
