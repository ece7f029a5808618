namespace Sandbox.Stx;

internal sealed record IssuedTokens(StxSession Session, string AccessToken, string RefreshToken);
