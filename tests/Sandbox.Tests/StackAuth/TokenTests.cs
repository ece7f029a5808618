using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Sandbox.StackAuth;

namespace Sandbox.Tests.StackAuth;

/// <summary>Access tokens, as somebody sees them who has nothing but the published keys.</summary>
public sealed class TokenTests
{
    private static readonly string[] Claims =
    [
        "sub", "iss", "aud", "iat", "exp", "project_id", "branch_id", "refresh_token_id", "role", "name", "email", "email_verified",
        "selected_team_id", "signed_up_at", "is_anonymous", "is_restricted", "restricted_reason", "requires_totp_mfa",
    ];

    [Fact]
    public async Task A_token_has_every_claim_and_lives_for_ten_minutes()
    {
        await using var visitor = await Visitor.StartAsync();
        var token = (await visitor.SignInAsync()).AccessToken;

        var claims = Part(token, 1);

        Assert.Equal(Claims, claims.EnumerateObject().Select(claim => claim.Name));
        Assert.Equal(visitor.Clock.GetUtcNow().ToUnixTimeSeconds(), claims.GetProperty("iat").GetInt64());
        Assert.Equal(600, claims.GetProperty("exp").GetInt64() - claims.GetProperty("iat").GetInt64());
        Assert.Equal((visitor.User.Id, StackAuthService.DefaultProjectId, "main"), (claims.Text("sub"), claims.Text("aud"), claims.Text("branch_id")));
        Assert.Equal($"{visitor.Server.BaseUrl}api/v1/projects/{StackAuthService.DefaultProjectId}", claims.Text("iss"));
        Assert.Equal(["alg", "kid"], Part(token, 0).EnumerateObject().Select(member => member.Name));
        Assert.Equal(12, Part(token, 0).Text("kid").Length);
    }

    [Fact]
    public async Task The_published_keys_verify_a_token_and_not_a_changed_one()
    {
        await using var visitor = await Visitor.StartAsync();
        var token = (await visitor.SignInAsync()).AccessToken;
        var keys = await visitor.SendAsync("GET", $"/api/v1/projects/{StackAuthService.DefaultProjectId}/.well-known/jwks.json", null);

        Assert.Equal("public, max-age=3600", keys.Header("cache-control"));
        Assert.True(Verifies(keys, token));
        Assert.False(Verifies(keys, Changed(token)));
    }

    [Theory]
    [InlineData("", 2)]
    [InlineData("?include_restricted=true", 4)]
    [InlineData("?include_anonymous=true", 6)]
    public async Task Each_audience_has_two_keys(string query, int count)
    {
        await using var visitor = await Visitor.StartAsync();

        var answer = await visitor.SendAsync("GET", $"/api/v1/projects/{StackAuthService.DefaultProjectId}/.well-known/jwks.json{query}", null);

        var keys = answer.Json.GetProperty("keys").EnumerateArray().ToList();
        Assert.Equal(count, keys.Select(key => key.Text("kid")).Distinct().Count());
        Assert.All(keys, key => Assert.Equal(("EC", "ES256", "P-256"), (key.Text("kty"), key.Text("alg"), key.Text("crv"))));
    }

    [Fact]
    public async Task An_unknown_project_has_no_keys()
    {
        await using var visitor = await Visitor.StartAsync();

        var answer = await visitor.SendAsync("GET", "/api/v1/projects/nowhere/.well-known/jwks.json", null);

        Assert.Equal((404, "text/plain; charset=utf-8"), (answer.Status, answer.ContentType));
    }

    [Fact]
    public async Task A_token_is_refused_from_the_second_that_exp_names()
    {
        await using var visitor = await Visitor.StartAsync();
        visitor.Knobs.AccessTokenLifetime = TimeSpan.FromSeconds(10);
        var session = await visitor.SignInAsync();

        visitor.Clock.Advance(TimeSpan.FromSeconds(10) - TimeSpan.FromMilliseconds(1));
        Assert.Equal(200, (await visitor.MeAsync(session.AccessToken)).Status);
        visitor.Clock.Advance(TimeSpan.FromMilliseconds(1));
        var answer = await visitor.MeAsync(session.AccessToken);

        Assert.Equal((401, "ACCESS_TOKEN_EXPIRED"), (answer.Status, answer.Code));
        Assert.Equal(visitor.Clock.GetUtcNow().ToUnixTimeMilliseconds(), answer.Details.GetProperty("expired_at_millis").GetInt64());
        Assert.Equal((StackAuthService.DefaultProjectId, visitor.User.Id), (answer.Details.Text("project_id"), answer.Details.Text("user_id")));
        Assert.Equal(Part(session.AccessToken, 1).Text("refresh_token_id"), answer.Details.Text("refresh_token_id"));
        Assert.Equal(TokenState.Expired, visitor.Service.Calls[^1].TokenState);
    }

    [Fact]
    public async Task A_bad_signature_is_told_before_the_expiry()
    {
        await using var visitor = await Visitor.StartAsync();
        var token = (await visitor.SignInAsync()).AccessToken;
        visitor.Clock.Advance(TimeSpan.FromHours(1));

        Assert.Equal("UNPARSABLE_ACCESS_TOKEN", (await visitor.MeAsync(Changed(token))).Code);
    }

    [Theory]
    [InlineData("garbage")]
    [InlineData("a.b.c")]
    [InlineData("..")]
    [InlineData("!.!.!")]
    [InlineData("bnVsbA.bnVsbA.bnVsbA")]
    [InlineData("{head}.{body}.")]
    [InlineData("{head}.{body}.!!")]
    [InlineData("{head}.{body}.AAAA")]
    public async Task What_is_no_token_of_ours_cannot_be_read(string shape)
    {
        await using var visitor = await Visitor.StartAsync();
        var parts = (await visitor.SignInAsync()).AccessToken.Split('.');

        var answer = await visitor.MeAsync(
            shape.Replace("{head}", parts[0], StringComparison.Ordinal).Replace("{body}", parts[1], StringComparison.Ordinal));

        Assert.Equal((401, "UNPARSABLE_ACCESS_TOKEN"), (answer.Status, answer.Code));
        Assert.Equal(TokenState.Unknown, visitor.Service.Calls[^1].TokenState);
    }

    [Fact]
    public async Task A_token_of_another_project_is_refused_by_name()
    {
        await using var visitor = await Visitor.StartAsync();
        var other = visitor.Service.AddProject();
        var token = (await visitor.SignInAsync()).AccessToken;

        var answer = await visitor.MeAsync(token, ("x-stack-project-id", other.Id));

        Assert.Equal((401, "INVALID_PROJECT_FOR_ACCESS_TOKEN"), (answer.Status, answer.Code));
        Assert.Equal((other.Id, StackAuthService.DefaultProjectId), (answer.Details.Text("expected_project_id"), answer.Details.Text("actual_project_id")));
    }

    [Theory]
    [InlineData(TokenRefusal.Expired, "ACCESS_TOKEN_EXPIRED")]
    [InlineData(TokenRefusal.Unparsable, "UNPARSABLE_ACCESS_TOKEN")]
    [InlineData(TokenRefusal.OtherProject, "INVALID_PROJECT_FOR_ACCESS_TOKEN")]
    public async Task Live_tokens_can_be_revoked_and_a_refresh_helps(TokenRefusal refusal, string code)
    {
        await using var visitor = await Visitor.StartAsync();
        visitor.Knobs.TokenRefusal = refusal;
        var session = await visitor.SignInAsync();

        visitor.Service.RevokeAccessTokens(StackAuthService.DefaultEmail);

        var answer = await visitor.MeAsync(session.AccessToken);
        Assert.Equal((401, code), (answer.Status, answer.Code));
        Assert.Equal(TokenState.Revoked, visitor.Service.Calls[^1].TokenState);
        Assert.Equal(200, (await visitor.MeAsync((await visitor.RefreshAsync(session.RefreshToken)).AccessToken)).Status);
    }

    [Fact]
    public async Task Anonymous_and_restricted_users_need_their_header_to_sign_out_as_well()
    {
        await using var visitor = await Visitor.StartAsync();
        var anonymous = (await visitor.AskAsync("POST", "auth/anonymous/sign-up")).AccessToken;
        visitor.User.RestrictedByAdmin = true;
        var restricted = (await visitor.SignInAsync()).AccessToken;

        var refusedAnonymous = await visitor.SignOutAsync(anonymous);
        var refusedRestricted = await visitor.SignOutAsync(restricted);
        var wrongHeader = await visitor.MeAsync(anonymous, ("x-stack-allow-restricted-user", "true"));
        var impliedHeader = await visitor.MeAsync(restricted, ("x-stack-allow-anonymous-user", "true"));
        var ownHeader = await visitor.MeAsync(restricted, ("x-stack-allow-restricted-user", "true"));

        Assert.Equal((401, "ANONYMOUS_AUTHENTICATION_NOT_ALLOWED"), (refusedAnonymous.Status, refusedAnonymous.Code));
        Assert.Equal((403, "RESTRICTED_USER_NOT_ALLOWED"), (refusedRestricted.Status, refusedRestricted.Code));
        Assert.Equal("restricted_by_administrator", refusedRestricted.Details.GetProperty("restricted_reason").Text("type"));
        Assert.Equal((401, 200, 200), (wrongHeader.Status, impliedHeader.Status, ownHeader.Status));
        Assert.EndsWith($"projects-restricted-users/{StackAuthService.DefaultProjectId}", Part(restricted, 1).Text("iss"), StringComparison.Ordinal);
        Assert.Equal($"{StackAuthService.DefaultProjectId}:anon", Part(anonymous, 1).Text("aud"));
    }

    [Fact]
    public async Task A_project_that_demands_verified_addresses_restricts_new_users()
    {
        await using var visitor = await Visitor.StartAsync();
        visitor.Service.DefaultProject.RequireEmailVerification = true;

        var signedUp = await visitor.AskAsync("POST", "auth/password/sign-up", new { email = "new@example.com", password = "long-enough" });
        var answer = await visitor.MeAsync(signedUp.AccessToken);

        Assert.Equal((403, "email_not_verified"), (answer.Status, answer.Details.GetProperty("restricted_reason").Text("type")));
    }

    [Fact]
    public async Task The_issuer_follows_a_public_host_name_and_either_is_accepted()
    {
        await using var visitor = await Visitor.StartAsync();

        var answer = await visitor.AskAsync("POST", "auth/password/sign-in", Visitor.RightCredentials, ("x-forwarded-host", "api.hexclave.com"));

        Assert.StartsWith("https://api.hexclave.com/api/v1/projects/", Part(answer.AccessToken, 1).Text("iss"), StringComparison.Ordinal);
        Assert.Equal(200, (await visitor.MeAsync(answer.AccessToken)).Status);
    }

    [Fact]
    public async Task A_clock_that_runs_ahead_shows_in_tokens_and_in_the_date()
    {
        await using var visitor = await Visitor.StartAsync();
        visitor.Knobs.ClockSkew = TimeSpan.FromHours(1);

        var answer = await visitor.SignInAsync();

        var ahead = visitor.Clock.GetUtcNow().AddHours(1);
        Assert.Equal(ahead.ToUnixTimeSeconds(), Part(answer.AccessToken, 1).GetProperty("iat").GetInt64());
        Assert.Equal(ahead.ToString("R"), answer.Header("date"));
    }

    internal static JsonElement Part(string token, int index) =>
        JsonSerializer.Deserialize<JsonElement>(Base64Url.DecodeFromChars(token.Split('.')[index]));

    private static string Changed(string token)
    {
        var parts = token.Split('.');
        var claims = Encoding.UTF8.GetString(Base64Url.DecodeFromChars(parts[1])).Replace("bot@", "bat@", StringComparison.Ordinal);
        return $"{parts[0]}.{Base64Url.EncodeToString(Encoding.UTF8.GetBytes(claims))}.{parts[2]}";
    }

    private static bool Verifies(Answer keys, string token)
    {
        var parts = token.Split('.');
        var key = keys.Json.GetProperty("keys").EnumerateArray().Single(key => key.Text("kid") == Part(token, 0).Text("kid"));
        using var verifier = ECDsa.Create(new ECParameters
        {
            Curve = ECCurve.NamedCurves.nistP256,
            Q = new ECPoint { X = Base64Url.DecodeFromChars(key.Text("x")), Y = Base64Url.DecodeFromChars(key.Text("y")) },
        });
        return verifier.VerifyData(Encoding.ASCII.GetBytes($"{parts[0]}.{parts[1]}"), Base64Url.DecodeFromChars(parts[2]), HashAlgorithmName.SHA256);
    }
}
