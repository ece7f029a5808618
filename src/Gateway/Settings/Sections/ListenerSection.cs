using Gateway.Listeners;

namespace Gateway.Settings.Sections;

/// <summary><c>Gateway:Proxy</c>, <c>Gateway:Management</c> and <c>Gateway:Health</c>, as far as they open sockets.</summary>
internal static class ListenerSection
{
    public static ListenerSettings? Read(SettingsScope scope, ListenerKind kind, string? defaultUrl)
    {
        var mode = ReadMode(scope);
        if ((scope.Text("Url") ?? defaultUrl) is not { } url)
        {
            return null;
        }

        if (!ListenerUrl.TryParse(url, out var address, out var problem))
        {
            scope.Problem("Url", problem);
            return null;
        }

        if (!address.IsLocal && kind != ListenerKind.Health)
        {
            scope.Problem("Url", $"{Quoted.Text(url)} can be reached from other machines, and this version has no caller keys that would protect it. "
                + "Use a loopback address such as http://127.0.0.1:8080 or a unix socket such as http://unix:/run/gateway.sock.");
        }

        return new ListenerSettings(kind, url, address, mode);
    }

    private static UnixFileMode ReadMode(SettingsScope scope)
    {
        const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        if (scope.Text("SocketMode") is not { } text)
        {
            return OwnerOnly;
        }

        if (text.TrimStart('0').Length <= 3 && text.Length is 3 or 4 && text.All(digit => digit is >= '0' and <= '7'))
        {
            return (UnixFileMode)Convert.ToInt32(text, 8);
        }

        scope.Problem("SocketMode", $"{Quoted.Text(text)} is no file mode. Write three octal digits, such as 660.");
        return OwnerOnly;
    }
}
