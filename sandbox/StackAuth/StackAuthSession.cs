namespace Sandbox.StackAuth;

/// <summary>One sign-in of one user: a row of the server, with the refresh token in it.</summary>
internal sealed class StackAuthSession(StackAuthUser user, DateTimeOffset createdAt, DateTimeOffset expiresAt, bool isImpersonation) : Guarded
{
    public string Id { get; } = Guid.NewGuid().ToString();

    public string RefreshToken { get; } = RandomText.New();

    public StackAuthUser User => user;

    public DateTimeOffset CreatedAt { get; } = createdAt;

    public bool IsImpersonation => isImpersonation;

    public DateTimeOffset ExpiresAt { get => Read(in field); set => Write(ref field, value); } = expiresAt;

    public DateTimeOffset LastUsedAt { get => Read(in field); set => Write(ref field, value); } = createdAt;

    public bool IsGone { get => Read(in field); set => Write(ref field, value); }

    public RefreshTokenState StateAt(DateTimeOffset now) =>
        IsGone || user.IsDeleted ? RefreshTokenState.Revoked : now >= ExpiresAt ? RefreshTokenState.Expired : RefreshTokenState.Good;
}
