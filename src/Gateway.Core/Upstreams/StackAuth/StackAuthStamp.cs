using System.Runtime.CompilerServices;
using Gateway.Core.Tokens;

namespace Gateway.Core.Upstreams.StackAuth;

/// <summary>Puts an account's token on callers' requests, and the project beside it where they go to the project's own API.</summary>
internal sealed class StackAuthStamp(Uri authUrl, StackAuthProject project)
{
    // Made once for a session, not for each request; forgotten with it.
    private readonly ConditionalWeakTable<Session, string> _bearers = [];

    /// <summary>Replaces what an earlier call has put there.</summary>
    public void Put(HttpRequestMessage request, Session session)
    {
        var headers = request.Headers;
        headers.Remove("Authorization");
        headers.Remove(StackAuthHeaders.AccessToken);
        StackAuthProject.Remove(headers);
        headers.TryAddWithoutValidation("Authorization", _bearers.GetValue(session, static stamped => "Bearer " + stamped.AccessToken.Reveal()));
        headers.TryAddWithoutValidation(StackAuthHeaders.AccessToken, session.AccessToken.Reveal());
        if (request.RequestUri is { } address && IsProjectApi(address))
        {
            project.PutOnCallers(headers);
        }
    }

    /// <summary>Whether an address has exactly the origin of the logins.</summary>
    public bool IsProjectApi(Uri address) => StackAuthAddresses.HaveOneOrigin(address, authUrl);
}
