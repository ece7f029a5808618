using Gateway.Core.Credentials;
using Gateway.Core.Primitives;

namespace Gateway.Core.Tests.Sessions;

/// <summary>Credentials that a test sets.</summary>
internal sealed class FixedCredentials : ICredentialSource
{
    public string Email { get; set; } = "bot@example.com";

    /// <summary>Null for missing.</summary>
    public string? Password { get; set; } = "right";

    public IReadOnlyList<string> Warnings { get; set; } = [];

    public ValueTask<CredentialResult> ReadAsync(CredentialSettings settings, CancellationToken cancellationToken) => new(
        Password is { } password
            ? new CredentialResult.Found(new LoginCredentials(Email, null, new Secret(password))) { Warnings = Warnings }
            : new CredentialResult.Missing("no password was found.", Email));
}
