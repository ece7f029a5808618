using System.Collections.Immutable;

namespace Gateway.Core.Upstreams;

/// <summary>What a request on a login path turned out to be. A closed set.</summary>
public abstract record CallerLogin
{
    /// <summary>No login operation; it goes on like any request.</summary>
    public sealed record None : CallerLogin;

    /// <summary>It may be a login operation and must not go on.</summary>
    /// <param name="Reason">Why, and what to do: sentences without any of its text.</param>
    public sealed record Refused(string Reason) : CallerLogin;

    /// <summary>Login operations and nothing else.</summary>
    /// <param name="Calls">What they ask for; nothing if the dialect's answer is certain without.</param>
    /// <param name="Form">What the dialect needs to answer in the form that was asked for.</param>
    public sealed record Found(ImmutableArray<LoginCall> Calls, object Form) : CallerLogin;
}
