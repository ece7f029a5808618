using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Sandbox.StackAuth;

/// <summary>Signs access tokens, and reads them again: stateless, but for those that were revoked from outside.</summary>
internal sealed class AccessTokenDesk(StackAuthService service)
{
    private readonly ConcurrentDictionary<string, StackAuthSession> _issued = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, byte> _revoked = new(StringComparer.Ordinal);

    public string Write(StackAuthSession session, string apiUrl)
    {
        var user = session.User;
        var audience = user.Audience;
        var key = user.Project.Keys.Signer(audience);
        var issuedAt = service.Now.ToUnixTimeSeconds();
        var claims = new JsonObject
        {
            ["sub"] = user.Id,
            ["iss"] = Issuers.Of(apiUrl, user.Project.Id, audience),
            ["aud"] = Issuers.Audience(user.Project.Id, audience),
            ["iat"] = issuedAt,
            ["exp"] = issuedAt + (long)service.Knobs.AccessTokenLifetime.TotalSeconds,
            ["project_id"] = user.Project.Id,
            ["branch_id"] = "main",
            ["refresh_token_id"] = session.Id,
            ["role"] = "authenticated",
            ["name"] = user.DisplayName,
            ["email"] = user.Email,
            ["email_verified"] = user.EmailVerified,
            ["selected_team_id"] = null,
            ["signed_up_at"] = user.SignedUpAt.ToUnixTimeSeconds(),
            ["is_anonymous"] = user.IsAnonymous,
            ["is_restricted"] = user.RestrictedReason is not null,
            ["restricted_reason"] = user.RestrictedReason is { } reason ? new JsonObject { ["type"] = reason } : null,
            ["requires_totp_mfa"] = user.RequiresTotp,
        };
        var header = new JsonObject { ["alg"] = "ES256", ["kid"] = key.Id };
        var signed = $"{Encode(header)}.{Encode(claims)}";
        var token = $"{signed}.{key.Sign(signed)}";
        _issued[token] = session;
        return token;
    }

    /// <summary>Signature before issuer, issuer before expiry, as the library behind the real server does.</summary>
    public ReadToken Read(string? text)
    {
        if (text is null)
        {
            return ReadToken.None;
        }

        if (text.Split('.') is not [var head, var body, var signature]
            || Decode(head) is not { } header
            || Decode(body) is not { } claims
            || service.FindProject(Text(claims, "project_id")) is not { } project
            || Issuers.FindAudience(project.Id, Text(claims, "aud")) is not { } audience
            || project.Keys.Find(audience, Text(header, "kid"))?.Verifies($"{head}.{body}", signature) != true
            || !service.IssuerUrls.Any(url => Issuers.Of(url, project.Id, audience) == Text(claims, "iss")))
        {
            return ReadToken.Unknown;
        }

        var expiresAt = DateTimeOffset.FromUnixTimeSeconds((long)claims["exp"]!);
        var token = new AccessToken(
            project.Id, Text(claims, "sub")!, Text(claims, "refresh_token_id")!, audience, expiresAt, Text(claims["restricted_reason"] as JsonObject, "type"));
        var state = service.Now >= expiresAt ? TokenState.Expired : _revoked.ContainsKey(text) ? TokenState.Revoked : TokenState.Good;
        return new ReadToken(state, token);
    }

    public void Revoke(Func<StackAuthSession, bool> which)
    {
        foreach (var (text, _) in _issued.Where(issued => which(issued.Value)))
        {
            _revoked[text] = 1;
        }
    }

    private static string Encode(JsonObject json) => Base64Url.EncodeToString(JsonSerializer.SerializeToUtf8Bytes(json));

    private static JsonObject? Decode(string text)
    {
        try
        {
            return JsonNode.Parse(Base64Url.DecodeFromChars(text)) as JsonObject;
        }
        catch (Exception problem) when (problem is FormatException or JsonException)
        {
            return null;
        }
    }

    private static string? Text(JsonObject? json, string name) =>
        json?[name] is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;
}
