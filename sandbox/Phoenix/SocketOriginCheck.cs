namespace Sandbox.Phoenix;

/// <summary>What a handshake's <c>Origin</c>, if it has one, is compared with.</summary>
public enum SocketOriginCheck
{
    /// <summary>Its host alone, with that of the endpoint's own address: Phoenix's default.</summary>
    Host,

    /// <summary>Host and port, with those of the <c>Host</c> header: Phoenix's <c>:conn</c>.</summary>
    Connection,

    /// <summary>Nothing.</summary>
    Off,
}
