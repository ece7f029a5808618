namespace Gateway.Core.Upstreams;

/// <summary>
/// How clients of a protocol log in by themselves, so that the gateway can answer them in the upstream's place. Knows nothing of
/// accounts, keeps no state, and never throws for what a request holds.
/// </summary>
public interface ILoginDialect
{
    /// <summary>Whether a code is given together with an attempt code, and not with a session id.</summary>
    bool HasAttemptCodes => false;

    /// <summary>Whether an upstream of the protocol is where clients log in, so that login operations are answered there.</summary>
    bool IsSpokenAt(UpstreamDefinition upstream) => true;

    /// <summary>Whether login operations come on this path, in any form that a server may take for it.</summary>
    /// <param name="path">The path as received, encoded; whatever stands in front of the protocol's own path does not matter.</param>
    bool IsLoginPath(ReadOnlySpan<char> path);

    /// <summary>A quick look whether a request on a login path may be a login operation; false is certain.</summary>
    bool MayBeLogin(CallerRequest request);

    /// <summary>What looks at one body that is too long to be read.</summary>
    ILoginWatch Watch();

    /// <summary>Reads a request that may be a login operation.</summary>
    CallerLogin Read(CallerRequest request);

    /// <summary>Whether a request on a login path surely changes nothing at the upstream.</summary>
    bool OnlyReads(CallerRequest request);

    /// <summary>Answers as the upstream would.</summary>
    /// <param name="login">What was asked, from <see cref="Read"/>.</param>
    /// <param name="outcomes">One for each of its calls, in their order.</param>
    LoginReply Answer(CallerLogin.Found login, IReadOnlyList<LoginOutcome> outcomes);

    /// <summary>
    /// Tells a client that its key or one of its tokens does not count, so that it understands it and logs in again; null to tell it by the
    /// gateway's own problem.
    /// </summary>
    /// <param name="request">What was asked, on whatever path but the login paths of other dialects; without its body if that was not read.</param>
    /// <param name="detail">Why, for a person.</param>
    LoginReply? Deny(CallerRequest request, string detail) => null;
}
