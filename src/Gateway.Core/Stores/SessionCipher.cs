using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using Gateway.Core.Primitives;

namespace Gateway.Core.Stores;

/// <summary>
/// AES-256-GCM. An envelope is: version (1 byte), key id (8), nonce (12), tag (16), ciphertext. Account and kind are associated data,
/// so that an envelope is worth nothing in another account's or another record's place. Without a key an envelope is a zero and the text.
/// </summary>
/// <param name="keys">The keys; null to write in clear.</param>
/// <param name="readsPlaintext">Whether what was written in clear is believed.</param>
internal sealed class SessionCipher(EncryptionKeys? keys, bool readsPlaintext = false)
{
    private const byte Plain = 0;
    private const byte Version = 1;
    private const int NonceLength = 12;
    private const int TagLength = 16;
    private const int NonceStart = 1 + EncryptionKey.IdLength;
    private const int TagStart = NonceStart + NonceLength;
    private const int TextStart = TagStart + TagLength;

    /// <summary>One for each key, in their order.</summary>
    public ImmutableArray<SigningKey> SigningKeys => keys is null ? [] : [.. keys.All.Select(SigningKey.From)];

    public byte[] Seal(AccountName account, RecordKind kind, ReadOnlySpan<byte> plaintext)
    {
        if (keys is null)
        {
            return [Plain, .. plaintext];
        }

        var envelope = new byte[TextStart + plaintext.Length];
        envelope[0] = Version;
        keys.First.Id.CopyTo(envelope.AsSpan(1));
        var nonce = envelope.AsSpan(NonceStart, NonceLength);
        RandomNumberGenerator.Fill(nonce);
        using var aes = new AesGcm(keys.First.Value, TagLength);
        aes.Encrypt(nonce, plaintext, envelope.AsSpan(TextStart), envelope.AsSpan(TagStart, TagLength), AssociatedData(account, kind));
        return envelope;
    }

    public OpenedEnvelope Open(AccountName account, RecordKind kind, ReadOnlySpan<byte> envelope)
    {
        if (envelope.Length > 0 && envelope[0] == Plain && readsPlaintext)
        {
            return new OpenedEnvelope(envelope[1..].ToArray(), null);
        }

        if (envelope.Length > 0 && envelope[0] == Plain)
        {
            return new OpenedEnvelope(
                null, "it is not encrypted, and Gateway:Store:AllowPlaintext, with which it was written, is not set");
        }

        if (envelope.Length < TextStart)
        {
            return new OpenedEnvelope(null, "it is damaged; restore the record from a backup or let the gateway replace it");
        }

        if (envelope[0] != Version)
        {
            return new OpenedEnvelope(null, "a newer version of the gateway wrote it; run that version or let this one replace it");
        }

        if (KeyOf(envelope.Slice(1, EncryptionKey.IdLength)) is not { } key)
        {
            return new OpenedEnvelope(
                null, "it was encrypted with a key that is not configured; add that key behind the first of Gateway:Store:EncryptionKey",
                IsOfOtherKey: true);
        }

        var plaintext = new byte[envelope.Length - TextStart];
        using var aes = new AesGcm(key.Value, TagLength);
        try
        {
            aes.Decrypt(
                envelope.Slice(NonceStart, NonceLength), envelope[TextStart..], envelope.Slice(TagStart, TagLength), plaintext, AssociatedData(account, kind));
            return new OpenedEnvelope(plaintext, null);
        }
        catch (AuthenticationTagMismatchException)
        {
            return new OpenedEnvelope(
                null, "it is damaged or was copied from another account or record; restore it from a backup or let the gateway replace it");
        }
    }

    private static byte[] AssociatedData(AccountName account, RecordKind kind) => Encoding.UTF8.GetBytes($"{account.Value}/{kind.Name()}");

    private EncryptionKey? KeyOf(ReadOnlySpan<byte> id)
    {
        foreach (var key in keys?.All ?? [])
        {
            if (CryptographicOperations.FixedTimeEquals(key.Id, id))
            {
                return key;
            }
        }

        return null;
    }
}
