namespace Gateway.Core.Sessions;

/// <summary>Until when an account rests after failures. Neither pause holds the other kind of work back.</summary>
/// <param name="Login">Before this no password and no code is sent; null if none is held back.</param>
/// <param name="Refresh">Before this the session is not refreshed; null if that is not held back.</param>
internal readonly record struct Pauses(DateTimeOffset? Login, DateTimeOffset? Refresh);
