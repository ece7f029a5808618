using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Gateway.Core.Primitives;
using Gateway.Core.Tokens;
using Gateway.Core.Upstreams;
using Gateway.Settings;

namespace Gateway.Placeholders;

/// <summary>
/// Makes and knows again the tokens that clients are given in place of real ones: JSON Web Tokens (RFC 7519) signed by the gateway
/// (HS256), which no upstream accepts. They name an account and the caller with its key, not a session, so they need no memory.
/// </summary>
internal sealed class PlaceholderTokens(PlaceholderKeys keys, TimeProvider time)
{
    /// <summary>How long a placeholder is accepted after its <c>exp</c>: socket libraries reconnect with the token they started with.</summary>
    public static readonly TimeSpan Grace = TimeSpan.FromHours(24);

    /// <summary>The most characters of a placeholder; a longer text is none.</summary>
    public const int MaxLength = 8192;

    private static readonly TimeSpan LongestLife = TimeSpan.FromDays(30);
    private static readonly byte[] Mark = Encoding.ASCII.GetBytes($"\"{PlaceholderClaims.Own}\":{{\"{PlaceholderClaims.For}\":\"");

    /// <summary>Whether there are keys to sign with.</summary>
    public bool IsReady => keys.Signers.Count > 0;

    /// <summary>Tries to have keys to sign with; false while the store cannot be used.</summary>
    public ValueTask<bool> PrepareAsync(CancellationToken cancellationToken) => keys.PrepareAsync(cancellationToken);

    /// <summary>What a client gets for a session.</summary>
    public StandInTokens Issue(AccountName account, CallerIdentity? caller, Session session) => new(
        Issue(PlaceholderPurpose.Access, account, caller, session, session.Lifetime),
        Issue(PlaceholderPurpose.Refresh, account, caller, session, session.Lifetime),
        Issue(PlaceholderPurpose.Session, account, caller, session, session.Lifetime));

    /// <summary>One placeholder. There must be keys.</summary>
    /// <param name="purpose">What for.</param>
    /// <param name="account">Whose tokens it stands for.</param>
    /// <param name="caller">Who gets it; null where nobody needs a key.</param>
    /// <param name="session">The session whose claims it shows; null if there is none.</param>
    /// <param name="life">From now to its <c>exp</c>.</param>
    public Secret Issue(PlaceholderPurpose purpose, AccountName account, CallerIdentity? caller, Session? session, TimeSpan life)
    {
        var signer = keys.Signers[0];
        var now = time.GetUtcNow();
        var mark = caller is null ? null : PlaceholderSigner.MarkOf(signer.Key, caller.Key);
        var ticket = new PlaceholderTicket(purpose, account, caller?.Caller.Name, mark, signer.Key);
        return new Secret(signer.Sign(PlaceholderClaims.Write(ticket, session, now, now + (life < LongestLife ? life : LongestLife))));
    }

    /// <summary>
    /// What a placeholder says; null for one that is forged, has ended, stands for something else, or is none. The signature is checked
    /// before anything else is looked at.
    /// </summary>
    public PlaceholderTicket? Read(ReadOnlySpan<char> text, ReadOnlySpan<PlaceholderPurpose> purposes)
    {
        if (!TrySplit(text, out var header, out var payload, out var signature))
        {
            return null;
        }

        foreach (var signer in keys.Signers)
        {
            if (header.Equals(signer.Header, StringComparison.Ordinal))
            {
                return signer.IsGenuine(text[..(header.Length + 1 + payload.Length)], signature) ? Read(payload, signer, purposes) : null;
            }
        }

        return null;
    }

    /// <summary>Whether a text has the form of a placeholder, genuine or not.</summary>
    public static bool HasForm(ReadOnlySpan<char> text)
    {
        return TrySplit(text, out _, out var payload, out _) && TokenPart.Decode(payload).AsSpan().IndexOf(Mark) >= 0;
    }

    /// <summary>
    /// The account that a text in the form of a placeholder names, genuine or not; null if it names none. Nothing may be given for it.
    /// </summary>
    public static AccountName? ClaimedAccount(ReadOnlySpan<char> text)
    {
        try
        {
            return TrySplit(text, out _, out var payload, out _)
                && JsonElement.Parse(TokenPart.Decode(payload)) is { ValueKind: JsonValueKind.Object } claims
                && claims.TryGetProperty(PlaceholderClaims.Own, out var own)
                && own is { ValueKind: JsonValueKind.Object }
                && own.TryGetProperty(PlaceholderClaims.Account, out var name)
                && name.ValueKind == JsonValueKind.String
                && AccountName.TryParse(name.GetString(), out var account)
                ? account
                : null;
        }
        catch (Exception failure) when (failure is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    /// <summary>Whether a placeholder was given to the one who has this key.</summary>
    public static bool IsOf(PlaceholderTicket ticket, string caller, KeyHash key) =>
        ticket.Caller == caller
        && CryptographicOperations.FixedTimeEquals(
            Encoding.ASCII.GetBytes(ticket.KeyMark ?? string.Empty), Encoding.ASCII.GetBytes(PlaceholderSigner.MarkOf(ticket.Signer, key)));

    private PlaceholderTicket? Read(ReadOnlySpan<char> payload, PlaceholderSigner signer, ReadOnlySpan<PlaceholderPurpose> purposes)
    {
        // Only the gateway itself can have written what is read here.
        var claims = JsonElement.Parse(TokenPart.Decode(payload));
        var own = claims.GetProperty(PlaceholderClaims.Own);
        var until = DateTimeOffset.FromUnixTimeSeconds(claims.GetProperty("exp").GetInt64()) + Grace;
        var name = own.GetProperty(PlaceholderClaims.For).GetString();
        return Among(purposes, name) is { } purpose && time.GetUtcNow() < until && AccountName.TryParse(Text(own, PlaceholderClaims.Account), out var account)
            ? new PlaceholderTicket(purpose, account, Text(own, PlaceholderClaims.Caller), Text(own, PlaceholderClaims.Key), signer.Key)
            : null;
    }

    private static PlaceholderPurpose? Among(ReadOnlySpan<PlaceholderPurpose> purposes, string? name)
    {
        foreach (var purpose in purposes)
        {
            if (PlaceholderClaims.Name(purpose) == name)
            {
                return purpose;
            }
        }

        return null;
    }

    private static string? Text(JsonElement own, string name) => own.TryGetProperty(name, out var value) ? value.GetString() : null;

    private static bool TrySplit(ReadOnlySpan<char> text, out ReadOnlySpan<char> header, out ReadOnlySpan<char> payload, out ReadOnlySpan<char> signature)
    {
        header = default;
        payload = default;
        signature = default;
        var first = text.Length > MaxLength ? -1 : text.IndexOf('.');
        var last = text.LastIndexOf('.');
        if (first <= 0 || last == first || text[(first + 1)..last].Contains('.'))
        {
            return false;
        }

        header = text[..first];
        payload = text[(first + 1)..last];
        signature = text[(last + 1)..];
        return true;
    }
}
