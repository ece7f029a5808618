using Gateway.Core.Credentials;
using Gateway.Core.Primitives;
using Gateway.Core.Upstreams;

namespace Gateway.Core.Sessions;

/// <summary>Recognises credentials that were refused before, together with where they were refused.</summary>
internal static class CredentialMark
{
    public static string Of(IUpstreamProtocol protocol, LoginCredentials credentials)
    {
        var owner = protocol.OwnerOf(credentials.Login);
        return Fingerprint.Create(owner.AuthOrigin, owner.Login, credentials.Password.Reveal());
    }

    public static bool Matches(string mark, IUpstreamProtocol protocol, LoginCredentials credentials)
    {
        var owner = protocol.OwnerOf(credentials.Login);
        return Fingerprint.Matches(mark, owner.AuthOrigin, owner.Login, credentials.Password.Reveal());
    }
}
