namespace Gateway.Placeholders;

/// <summary>What a placeholder stands for, and so where it is accepted.</summary>
public enum PlaceholderPurpose
{
    /// <summary>An access token.</summary>
    Access,

    /// <summary>A refresh token.</summary>
    Refresh,

    /// <summary>A session id.</summary>
    Session,

    /// <summary>An attempt code.</summary>
    Attempt,
}
