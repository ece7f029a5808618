namespace Gateway.Core.Credentials;

/// <summary>Finds credentials at the moment they are needed. Never throws for what is missing, unreadable or malformed.</summary>
public interface ICredentialSource
{
    /// <summary>Reads the credentials afresh.</summary>
    ValueTask<CredentialResult> ReadAsync(CredentialSettings settings, CancellationToken cancellationToken);
}
