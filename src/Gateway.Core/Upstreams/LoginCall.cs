using Gateway.Core.Primitives;

namespace Gateway.Core.Upstreams;

/// <summary>One login operation of a client.</summary>
/// <param name="Kind">What it asks for.</param>
public sealed record LoginCall(LoginCallKind Kind)
{
    /// <summary>The e-mail or user name that it gives; null if none.</summary>
    public string? Login { get; init; }

    /// <summary>The password of <see cref="LoginCallKind.Login"/>; null if none.</summary>
    public Secret? Password { get; init; }

    /// <summary>The refresh token, session id or attempt code that it was given before; null if none.</summary>
    public Secret? Ticket { get; init; }

    /// <summary>The code of <see cref="LoginCallKind.Confirm"/>; null if none.</summary>
    public Secret? Code { get; init; }
}
