using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Sandbox.Stx;

/// <summary>Writes access tokens as JSON Web Tokens, signed with a key that lives as long as the exchange.</summary>
internal sealed class AccessTokenWriter
{
    private readonly byte[] _key = RandomNumberGenerator.GetBytes(32);

    public string Write(StxSession session, DateTimeOffset issuedAt, DateTimeOffset? expiresAt)
    {
        var claims = new Dictionary<string, object>(StringComparer.Ordinal)
        {
            ["iss"] = "stx-sandbox",
            ["sub"] = session.User.UserId,
            ["sid"] = session.Id,
            ["jti"] = Guid.NewGuid().ToString(),
            ["iat"] = issuedAt.ToUnixTimeSeconds(),
        };
        if (expiresAt is { } expiry)
        {
            claims["exp"] = expiry.ToUnixTimeSeconds();
        }

        var signed = $"{Encode("""{"alg":"HS256","typ":"JWT"}"""u8)}.{Encode(JsonSerializer.SerializeToUtf8Bytes(claims))}";
        return $"{signed}.{Encode(HMACSHA256.HashData(_key, Encoding.ASCII.GetBytes(signed)))}";
    }

    private static string Encode(ReadOnlySpan<byte> bytes) => Base64Url.EncodeToString(bytes);
}
