namespace Gateway.Core.Upstreams;

/// <summary>What an answer says about the token that was sent.</summary>
public enum RefusalSign
{
    /// <summary>The token was not refused.</summary>
    None,

    /// <summary>The upstream refuses the token.</summary>
    Refused,

    /// <summary>More of the answer must be seen.</summary>
    Unclear,
}
