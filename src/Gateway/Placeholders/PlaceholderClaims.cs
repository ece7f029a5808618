using System.Text.Json;
using Gateway.Core.Primitives;
using Gateway.Core.Tokens;

namespace Gateway.Placeholders;

/// <summary>
/// The claims of placeholders: those of the real token, so that a client which looks into its token finds what it would find, but for
/// what names the session, and what the gateway needs to know it again.
/// </summary>
internal static class PlaceholderClaims
{
    /// <summary>The gateway's own claim; in it <see cref="For"/> comes first.</summary>
    public const string Own = "gateway";
    public const string For = "for";
    public const string Account = "account";
    public const string Caller = "caller";
    public const string Key = "key";

    // A token goes into headers and addresses; of a real one that is larger only the standard claims are kept.
    private const int MostRealClaims = 4096;

    private static readonly string[] Kept = ["iss", "sub", "aud"];
    private static readonly string[] Rewritten = ["iat", "exp", "nbf", Own];
    private static readonly string[] SessionWords = ["session", "refresh"];

    public static byte[] Write(PlaceholderTicket ticket, Session? session, DateTimeOffset issuedAt, DateTimeOffset expiresAt)
    {
        using var claims = new MemoryStream();
        using (var json = new Utf8JsonWriter(claims))
        {
            json.WriteStartObject();
            WriteReal(json, session);
            json.WriteNumber("iat", issuedAt.ToUnixTimeSeconds());
            json.WriteNumber("exp", expiresAt.ToUnixTimeSeconds());
            json.WriteStartObject(Own);
            json.WriteString(For, Name(ticket.Purpose));
            json.WriteString(Account, ticket.Account.Value);
            if (ticket.Caller is { } caller)
            {
                json.WriteString(Caller, caller);
                json.WriteString(Key, ticket.KeyMark);
            }

            json.WriteEndObject();
            json.WriteEndObject();
        }

        return claims.ToArray();
    }

    public static string Name(PlaceholderPurpose purpose) => purpose switch
    {
        PlaceholderPurpose.Access => "access",
        PlaceholderPurpose.Refresh => "refresh",
        PlaceholderPurpose.Session => "session",
        _ => "attempt",
    };

    private static void WriteReal(Utf8JsonWriter json, Session? session)
    {
        var hasId = false;
        if (session is not null && Real(session.AccessToken) is { Length: > 0 } payload && Parse(payload) is { ValueKind: JsonValueKind.Object } real)
        {
            foreach (var claim in real.EnumerateObject())
            {
                if (!IsText(claim)
                    || Rewritten.Contains(claim.Name, StringComparer.Ordinal)
                    || (payload.Length > MostRealClaims && !Kept.Contains(claim.Name, StringComparer.Ordinal)))
                {
                    continue;
                }

                hasId |= claim.Name == "jti";
                json.WritePropertyName(claim.Name);
                if (NamesSession(claim, session))
                {
                    json.WriteStringValue(Guid.NewGuid().ToString());
                }
                else
                {
                    claim.Value.WriteTo(json);
                }
            }
        }
        else if (session?.UserId is { } user)
        {
            json.WriteString("sub", user);
        }

        if (!hasId)
        {
            json.WriteString("jti", Guid.NewGuid().ToString());
        }
    }

    // Half a surrogate pair is valid JSON and no text. A claim that holds one, or is named by one, is left out.
    private static bool IsText(JsonProperty claim)
    {
        using var nowhere = new Utf8JsonWriter(Stream.Null);
        try
        {
            nowhere.WriteStartObject();
            claim.WriteTo(nowhere);
            return true;
        }
        catch (Exception failure) when (failure is InvalidOperationException or ArgumentException)
        {
            return false;
        }
    }

    // By the claim's name, and by what it holds: the session's own id or refresh token may stand anywhere.
    private static bool NamesSession(JsonProperty claim, Session session) =>
        claim.Name is "jti" or "sid"
        || SessionWords.Any(word => claim.Name.Contains(word, StringComparison.OrdinalIgnoreCase))
        || Holds(claim.Value, session.SessionId)
        || Holds(claim.Value, session.RefreshToken);

    private static bool Holds(JsonElement value, Secret? secret) =>
        secret is not null && value.GetRawText().Contains(JsonEncodedText.Encode(secret.Reveal()).ToString(), StringComparison.Ordinal);

    private static byte[] Real(Secret token)
    {
        var parts = token.Reveal().Split('.');
        return parts.Length == 3 ? TokenPart.Decode(parts[1]) : [];
    }

    private static JsonElement? Parse(byte[] payload)
    {
        try
        {
            return JsonElement.Parse(payload);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
