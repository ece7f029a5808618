namespace Gateway.Core.Upstreams;

/// <summary>One validated upstream: where requests go, where logins go, and how its tokens live. Immutable.</summary>
public sealed record UpstreamDefinition
{
    /// <summary>Its name in the settings, lower-case.</summary>
    public required string Name { get; init; }

    /// <summary>The protocol's name, such as <c>Stx</c>.</summary>
    public required string Protocol { get; init; }

    /// <summary>Where proxied requests go. A path, if there is one, has no trailing slash.</summary>
    public required Uri BaseUrl { get; init; }

    /// <summary>Where logins go.</summary>
    public required Uri AuthUrl { get; init; }

    /// <summary>How long before its end a token is refreshed, at most; a fifth of its life if that is shorter. Default one minute.</summary>
    public TimeSpan RefreshBeforeExpiry { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>The life of a token that does not state its own. Default one hour.</summary>
    public TimeSpan AccessTokenLifetime { get; init; } = TimeSpan.FromHours(1);

    /// <summary>The egress proxy for logins and proxied requests alike; null for none. The environment's proxy variables never count.</summary>
    public Uri? Proxy { get; init; }

    /// <summary>Whether <c>Cookie</c> and <c>Set-Cookie</c> pass. Default false: cookies would be shared between callers.</summary>
    public bool PassCookies { get; init; }

    /// <summary>What only its protocol knows. Default nothing.</summary>
    public UpstreamOptions Options { get; init; } = UpstreamOptions.None;

    /// <summary>Whether the gateway answers the login operations of callers itself. Default true.</summary>
    public bool AnswerLogins { get; init; } = true;
}
