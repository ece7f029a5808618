namespace Sandbox.Stx;

internal sealed class RefreshTokenRecord(string text, StxSession session, DateTimeOffset expiresAt)
{
    public string Text => text;

    public StxSession Session => session;

    public bool IsSpent { get; set; }

    public RefreshTokenState StateAt(DateTimeOffset now) =>
        session.IsRevoked ? RefreshTokenState.Revoked
        : IsSpent ? RefreshTokenState.Spent
        : now >= expiresAt ? RefreshTokenState.Expired
        : RefreshTokenState.Good;
}
