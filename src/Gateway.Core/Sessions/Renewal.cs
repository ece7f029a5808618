using Gateway.Core.Tokens;

namespace Gateway.Core.Sessions;

/// <summary>
/// Spends the refresh token of a session. A renewal goes on with its user: a token of another one is neither used nor stored, and says no more
/// about the session than an answer that cannot be read.
/// </summary>
internal static class Renewal
{
    public static async Task<RefreshResult> RunAsync(WorkContext context, Session session, CancellationToken cancellationToken)
    {
        var result = await context.Protocol.RefreshAsync(session, cancellationToken);
        return result is RefreshResult.Granted(var grant) && session.IsOfAnotherUser(grant)
            ? new RefreshResult.Failed(new TokenFailure.Transient(
                "other_user",
                $"{context.Account.Upstream.AuthUrl.Authority} answered the refresh with a token of another user, which is not used. Look whether something on "
                + $"the way there, such as a cache, mixes answers up. To have a new session: gateway login {context.Account.Name} --force."))
            : result;
    }
}
