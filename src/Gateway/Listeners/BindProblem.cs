using System.Net.Sockets;

namespace Gateway.Listeners;

/// <summary>Says in one sentence why a listener could not be bound, and what a person can do.</summary>
internal static class BindProblem
{
    public static string Describe(ListenerSettings listener, Exception exception)
    {
        var reason = exception switch
        {
            SocketException { SocketErrorCode: SocketError.AddressAlreadyInUse } =>
                "the port is in use; stop the other program or choose another port",
            SocketException { SocketErrorCode: SocketError.AccessDenied } =>
                "the system does not permit it; choose a port above 1023 or a folder that this user may write",
            SocketException { SocketErrorCode: SocketError.AddressNotAvailable } =>
                "this machine has no such address; use one of its own or a loopback address",
            UnauthorizedAccessException => "this user may not write there",
            DirectoryNotFoundException => "its folder does not exist; create it",
            _ => OneLine(exception.Message),
        };
        return $"{SettingOf(listener.Kind)} ({listener.Url}) cannot be bound: {reason}.";
    }

    public static string SettingOf(ListenerKind kind, string name = "Url") => $"Gateway:{kind}:{name}";

    private static string OneLine(string text) => text.ReplaceLineEndings(" ").TrimEnd('.', ' ');
}
