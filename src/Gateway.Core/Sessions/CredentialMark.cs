using Gateway.Core.Credentials;
using Gateway.Core.Primitives;
using Gateway.Core.Upstreams;

namespace Gateway.Core.Sessions;

/// <summary>Recognises credentials that were refused before, together with where, and with what else the login depended on.</summary>
internal static class CredentialMark
{
    public static string Of(IUpstreamProtocol protocol, LoginCredentials credentials) => Fingerprint.Create(Parts(protocol, credentials));

    public static bool Matches(string mark, IUpstreamProtocol protocol, LoginCredentials credentials) =>
        Fingerprint.Matches(mark, Parts(protocol, credentials));

    private static string?[] Parts(IUpstreamProtocol protocol, LoginCredentials credentials)
    {
        var owner = protocol.OwnerOf(credentials.Login);
        string?[] parts = [owner.AuthOrigin, owner.Login, credentials.Password?.Reveal()];
        return protocol.ReadLoginSetup() is { } setup ? [.. parts, setup.Reveal()] : parts;
    }
}
