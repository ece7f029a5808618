namespace Sandbox.Phoenix;

/// <summary>How a handshake with a bad token is refused.</summary>
public enum SocketRefusal
{
    Http403,
    Http401,
}
