using Sandbox.Stx;

namespace Sandbox;

/// <summary>How to run a sandbox.</summary>
public sealed record SandboxOptions
{
    /// <summary>Where to listen: plain http on a loopback address; port 0 takes a free one.</summary>
    public string Url { get; init; } = "http://127.0.0.1:0";

    /// <summary>Judges the age of tokens. Ignored when <see cref="Exchange"/> is given, which has its own.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>An exchange that outlives a server: start, stop and start again on the same port, with its users and sessions.</summary>
    public StxExchange? Exchange { get; init; }

    /// <summary>Speaks HTTP/2 without TLS, by prior knowledge, and nothing else; otherwise HTTP/1.1.</summary>
    public bool Http2 { get; init; }

    /// <summary>Writes the web server's log to the console.</summary>
    public bool LogToConsole { get; init; }
}
