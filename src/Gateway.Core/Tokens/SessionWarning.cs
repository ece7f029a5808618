namespace Gateway.Core.Tokens;

/// <summary>The stable codes of what an upstream told of a session that a person should know.</summary>
public static class SessionWarning
{
    /// <summary>The upstream wants its terms accepted; only a person may do that.</summary>
    public const string TermsNotAccepted = "terms_not_accepted";

    /// <summary>The upstream refused a token and the one that was fetched in its place as well.</summary>
    public const string RefusedWithFreshToken = "refused_with_fresh_token";
}
