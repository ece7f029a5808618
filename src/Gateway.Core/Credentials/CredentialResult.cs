namespace Gateway.Core.Credentials;

/// <summary>What was found when credentials were needed. A closed set.</summary>
public abstract record CredentialResult
{
    /// <summary>Complete credentials.</summary>
    /// <param name="Credentials">They.</param>
    public sealed record Found(LoginCredentials Credentials) : CredentialResult
    {
        /// <summary>What a person should know, codes of <see cref="CredentialWarning"/>.</summary>
        public IReadOnlyList<string> Warnings { get; init; } = [];
    }

    /// <summary>Something is missing or cannot be read; somebody must set it right.</summary>
    /// <param name="Detail">One or two sentences: what is missing, why, and every place that was looked in. No secrets.</param>
    /// <param name="Login">The e-mail or user name, if that much was found.</param>
    public sealed record Missing(string Detail, string? Login) : CredentialResult;
}
