namespace Gateway.Core.Upstreams;

/// <summary>Why a client's login operation is refused as the upstream would refuse it.</summary>
public enum LoginDecline
{
    /// <summary>The code is wrong; another one can be given.</summary>
    WrongCode,

    /// <summary>The code can no longer be given; a new login has a new one sent.</summary>
    LoginOver,

    /// <summary>The refresh token, session id or attempt code is none that was given out.</summary>
    UnknownTicket,

    /// <summary>Nobody waits for a code.</summary>
    NoCodeWanted,
}
