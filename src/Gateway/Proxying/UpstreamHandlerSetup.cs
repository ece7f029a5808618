namespace Gateway.Proxying;

/// <summary>
/// What a test changes about the connections to upstreams, such as whose certificates are trusted. No setting leads here: the program
/// never registers one.
/// </summary>
internal sealed record UpstreamHandlerSetup(Action<SocketsHttpHandler> Apply);
