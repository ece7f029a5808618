namespace Gateway.Core.Sessions;

/// <summary>When an account logs in for the first time.</summary>
public enum LoginMoment
{
    /// <summary>When the gateway starts.</summary>
    AtStart,

    /// <summary>When the first request needs it.</summary>
    OnFirstRequest,
}
