namespace Gateway.Proxying.Sockets;

/// <summary>Why the gateway itself ends a socket, as its caller is told.</summary>
/// <param name="Name">The label in metrics and logs.</param>
/// <param name="Code">The close code: 4401 if the socket has lost its right to be open, 1001 if the gateway goes away.</param>
/// <param name="Reason">At most <see cref="CloseFrame.LongestReason"/> bytes.</param>
internal sealed record SocketEnd(string Name, int Code, string Reason)
{
    private const int Unauthorized = 4401;
    private const int GoingAway = 1001;

    public static readonly SocketEnd LoggedOut = new("logged_out", Unauthorized, "The account was logged out.");

    public static readonly SocketEnd SessionLost = new("session_lost", Unauthorized, "The account has lost its session; gateway status tells more.");

    public static readonly SocketEnd OtherUser = new("session_lost", Unauthorized, "The account has become another user's.");

    public static readonly SocketEnd AccountRemoved = new("account_removed", Unauthorized, "The account was taken out of the settings.");

    public static readonly SocketEnd KeyRemoved = new("caller_removed", Unauthorized, "The caller's key was removed or changed.");

    public static readonly SocketEnd CallerNotAllowed = new("caller_removed", Unauthorized, "The caller may no longer use this account.");

    public static readonly SocketEnd CallerReadOnly = new("caller_removed", Unauthorized, "The caller may only read now.");

    public static readonly SocketEnd Shutdown = new("shutdown", GoingAway, "The gateway is stopping.");
}
