namespace Sandbox.Stx;

internal sealed class AccessTokenRecord(StxSession session, DateTimeOffset expiresAt)
{
    public StxSession Session => session;

    public bool IsRevoked { get; set; }

    public TokenState StateAt(DateTimeOffset now) =>
        IsRevoked || session.IsRevoked ? TokenState.Revoked
        : now >= expiresAt ? TokenState.Expired
        : TokenState.Good;
}
