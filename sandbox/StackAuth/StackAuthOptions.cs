namespace Sandbox.StackAuth;

/// <summary>How to run a stand-in for Stack Auth.</summary>
public sealed record StackAuthOptions
{
    /// <summary>Where the API listens: plain http on a loopback address; port 0 takes a free one.</summary>
    public string Url { get; init; } = "http://127.0.0.1:0";

    /// <summary>Where an application's own backend listens, which trusts the default project's tokens.</summary>
    public string BackendUrl { get; init; } = "http://127.0.0.1:0";

    /// <summary>Judges the age of tokens and codes. Ignored when <see cref="Service"/> is given, which has its own.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>State that outlives a server: start, stop and start again on the same ports, with its users and sessions.</summary>
    public StackAuthService? Service { get; init; }

    /// <summary>Writes the web server's log to the console.</summary>
    public bool LogToConsole { get; init; }
}
