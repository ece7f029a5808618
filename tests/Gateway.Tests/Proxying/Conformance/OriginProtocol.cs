namespace Gateway.Tests.Proxying.Conformance;

/// <summary>What an upstream speaks.</summary>
public enum OriginProtocol
{
    /// <summary>HTTP/1.1 without TLS.</summary>
    Clear,

    /// <summary>HTTP/1.1 over TLS.</summary>
    Tls,

    /// <summary>HTTP/2 over TLS.</summary>
    Http2,
}
