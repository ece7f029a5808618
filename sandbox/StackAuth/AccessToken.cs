namespace Sandbox.StackAuth;

/// <summary>What a genuine access token says.</summary>
internal sealed record AccessToken(
    string ProjectId, string UserId, string SessionId, TokenAudience Audience, DateTimeOffset ExpiresAt, string? RestrictedReason);
