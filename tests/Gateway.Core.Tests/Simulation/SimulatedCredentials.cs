using Gateway.Core.Credentials;
using Gateway.Core.Primitives;

namespace Gateway.Core.Tests.Simulation;

/// <summary>Every account's own name with a password that is right.</summary>
internal sealed class SimulatedCredentials : ICredentialSource
{
    public ValueTask<CredentialResult> ReadAsync(CredentialSettings settings, CancellationToken cancellationToken) =>
        new(new CredentialResult.Found(new LoginCredentials(settings.Email, null, new Secret("right"))));
}
