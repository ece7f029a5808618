using System.Collections.Immutable;
using System.Security.Cryptography;
using Gateway.Core.Primitives;

namespace Gateway.Core.Stores;

/// <summary>Finds the keys that all gateways of one store sign with: the first signs, all verify.</summary>
public static class SigningKeys
{
    // A lease of its own; the record is of a kind that no account has, so an account of this name would not mind.
    private static readonly AccountName Holder = AccountName.Parse("gateway-signing");

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>
    /// The keys: derived from the store's encryption keys, or, if it has none, one that is kept in it and made at first use. Empty while
    /// such a store cannot be used.
    /// </summary>
    public static async ValueTask<ImmutableArray<SigningKey>> LoadAsync(ISessionStore store, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(store);
        if (!store.SigningKeys.IsEmpty)
        {
            return store.SigningKeys;
        }

        var stored = await store.LoadAsync(Holder, cancellationToken);
        return !stored.IsOk ? []
            : Read(stored) is { } found ? [found]
            : await MakeAsync(store, cancellationToken) is { } made ? [made]
            : [];
    }

    private static async Task<SigningKey?> MakeAsync(ISessionStore store, CancellationToken cancellationToken)
    {
        var lease = await store.AcquireAsync(Holder, Patience, cancellationToken);
        if (!lease.IsOk)
        {
            return null;
        }

        await using var held = lease.Value;
        var stored = await store.LoadAsync(Holder, cancellationToken);
        if (!stored.IsOk || Read(stored) is not null)
        {
            return Read(stored);
        }

        var secret = new SigningSecret(new Secret(Convert.ToBase64String(RandomNumberGenerator.GetBytes(SigningKey.Length))));
        var saved = await store.SaveAsync(Holder, held, [RecordChange.Set(secret)], cancellationToken);
        return saved == StoreStatus.Ok ? SigningKey.From(secret) : null;
    }

    private static SigningKey? Read(StoreResult<AccountRecords> stored) =>
        stored is { IsOk: true, Value.Signing: { } secret } ? SigningKey.From(secret) : null;
}
