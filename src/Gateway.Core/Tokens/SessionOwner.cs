namespace Gateway.Core.Tokens;

/// <summary>Whose session it is.</summary>
/// <param name="AuthOrigin">Scheme, host and port of the upstream that made the session, and what tells its projects apart if it has several.</param>
/// <param name="Login">The e-mail or user name that it was made for, lower-case.</param>
public sealed record SessionOwner(string AuthOrigin, string Login);
