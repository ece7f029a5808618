using System.Buffers.Text;
using System.Text.Json;
using Gateway.Core.Primitives;

namespace Gateway.Core.Tokens;

/// <summary>
/// The times that a JSON Web Token states (RFC 7519, sections 4.1.4 and 4.1.6). The signature is not checked: the token is the
/// upstream's own word to its own server, and the gateway only plans by it.
/// </summary>
/// <param name="ExpiresAt">Claim <c>exp</c>; null if absent or no date.</param>
/// <param name="IssuedAt">Claim <c>iat</c>; null if absent or no date.</param>
internal readonly record struct Jwt(DateTimeOffset? ExpiresAt, DateTimeOffset? IssuedAt)
{
    /// <summary>Reads the times; a token of another form has none.</summary>
    public static Jwt Read(Secret token) => Read(token, static claims => new Jwt(Date(claims, "exp"), Date(claims, "iat")));

    /// <summary>The text of another claim; null if the token is of another form or does not have it.</summary>
    public static string? ReadText(Secret token, string claim) =>
        Read(token, claims => JsonText.Member(claims, claim) is { } value ? JsonText.Read(value) : null);

    private static T? Read<T>(Secret token, Func<JsonElement, T> read)
    {
        var parts = token.Reveal().Split('.');
        if (parts.Length != 3 || !Base64Url.IsValid(parts[1]))
        {
            return default;
        }

        try
        {
            using var claims = JsonDocument.Parse(Base64Url.DecodeFromChars(parts[1]));
            return claims.RootElement.ValueKind == JsonValueKind.Object ? read(claims.RootElement) : default;
        }
        catch (JsonException)
        {
            return default;
        }
    }

    private static DateTimeOffset? Date(JsonElement claims, string name)
    {
        if (JsonText.Member(claims, name) is not { ValueKind: JsonValueKind.Number } claim || !claim.TryGetDouble(out var seconds))
        {
            return null;
        }

        // A NumericDate may have fractions, and a hostile one may lie outside the calendar. Before 1970 it is long past, whenever that was.
        return seconds < 0 ? DateTimeOffset.UnixEpoch
            : seconds < 253_402_300_799 ? DateTimeOffset.UnixEpoch.AddSeconds(seconds)
            : null;
    }
}
