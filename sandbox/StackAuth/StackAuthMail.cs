namespace Sandbox.StackAuth;

/// <summary>A mail with a sign-in code, as the user would find it.</summary>
/// <param name="To">The address.</param>
/// <param name="Code">The six characters to type, in upper case.</param>
/// <param name="Link">The magic link: the callback URL with the whole code.</param>
/// <param name="SentAt">When it was sent.</param>
public sealed record StackAuthMail(string To, string Code, string Link, DateTimeOffset SentAt);
