namespace Sandbox.Stx;

/// <summary>A mail with a login code, as the user would find it.</summary>
/// <param name="To">The user's address.</param>
/// <param name="Code">The six digits.</param>
/// <param name="SessionId">The login that the code belongs to.</param>
/// <param name="SentAt">When it was sent.</param>
public sealed record StxMail(string To, string Code, string SessionId, DateTimeOffset SentAt);
