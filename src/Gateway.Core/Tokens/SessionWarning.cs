namespace Gateway.Core.Tokens;

/// <summary>The stable codes of what an upstream told of a session that a person should know.</summary>
public static class SessionWarning
{
    /// <summary>The upstream wants its terms accepted; only a person may do that.</summary>
    public const string TermsNotAccepted = "terms_not_accepted";
}
