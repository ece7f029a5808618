using Gateway.Core.Upstreams;
using Gateway.Problems;

namespace Gateway.Proxying.LoginAnswers;

/// <summary>What a look into a request on a login path found.</summary>
/// <param name="Dialect">The dialect of the path.</param>
/// <param name="Request">The request; its body is empty if it is too long to be read.</param>
/// <param name="Login">What it is.</param>
internal sealed record LoginLook(ILoginDialect Dialect, CallerRequest Request, CallerLogin Login)
{
    /// <summary>Why the request cannot go on at all; null if it can.</summary>
    public Problem? Problem { get; init; }

    /// <summary>What watches a body that was too long to be read; null for any other.</summary>
    public WatchedBody? Long { get; init; }

    /// <summary>Whether the body was too long to be read.</summary>
    public bool IsLong => Long is not null;

    /// <summary>The e-mail or user name that a login operation gives; null if there is none.</summary>
    public string? LoginName => Login is CallerLogin.Found found ? found.Calls.FirstOrDefault(static call => call.Login is not null)?.Login : null;
}
