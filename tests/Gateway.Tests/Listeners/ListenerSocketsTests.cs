using System.Net;
using System.Net.Sockets;
using Gateway.Listeners;
using Gateway.Tests.Settings;

namespace Gateway.Tests.Listeners;

public sealed class ListenerSocketsTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("gw").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Localhost_is_both_loopback_addresses_on_one_port()
    {
        using var sockets = Bound(new ListenerSettings(
            ListenerKind.Proxy, "http://localhost:0", new ListenerAddress.Tcp(IPAddress.Loopback, 0, IsLocalhost: true)));

        var ports = sockets.All.Select(socket => ((IPEndPoint)socket.EndPoint).Port).Distinct();
        Assert.NotEqual(0, Assert.Single(ports));
        Assert.Equal(Socket.OSSupportsIPv6 ? 2 : 1, sockets.All.Length);
    }

    [Fact]
    public void A_port_in_use_is_told_in_one_sentence_that_names_the_setting()
    {
        using var first = Bound(Tcp(0));
        var port = ((IPEndPoint)first.All[0].EndPoint).Port;

        var problem = Assert.IsType<BindResult.Refused>(ListenerSockets.Bind([Tcp(port)])).Problem;

        Assert.StartsWith($"Gateway:Management:Url (http://127.0.0.1:{port}) cannot be bound: the port is in use", problem, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', problem);
    }

    [Fact]
    public void A_refused_listener_leaves_none_open()
    {
        using var taken = Bound(Tcp(0));
        var socketPath = Path.Combine(_folder, "a.sock");

        Assert.IsType<BindResult.Refused>(ListenerSockets.Bind([Unix(socketPath), Tcp(((IPEndPoint)taken.All[0].EndPoint).Port)]));

        Assert.False(File.Exists(socketPath));
    }

    [Fact]
    public void A_wildcard_is_dialled_as_loopback()
    {
        using var sockets = Bound(new ListenerSettings(ListenerKind.Health, "http://*:0", new ListenerAddress.Tcp(IPAddress.Any, 0)));

        Assert.Equal("127.0.0.1", sockets.All[0].DialAddress.Host);
    }

    [Fact]
    public void A_unix_socket_has_the_wanted_mode_and_goes_with_the_listener()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no modes.");
        var path = Path.Combine(_folder, "a.sock");
        using (var sockets = Bound(Unix(path)))
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, new FileInfo(path).UnixFileMode);
            Assert.Equal($"unix:{path}", sockets.All[0].DialAddress.OriginalString);
        }

        Assert.False(File.Exists(path));
    }

    [Theory]
    [InlineData("600")]
    [InlineData("660")]
    [InlineData("0666")]
    public void The_socket_mode_of_the_settings_is_the_files(string mode)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no modes.");
        var path = Path.Combine(_folder, "a.sock");
        using var settings = new SettingsFolder();
        var listener = settings.WithAccount().With($"Gateway:Proxy:Url=http://unix:{path}").With($"Gateway:Proxy:SocketMode={mode}").Model().Proxy;

        using var sockets = Bound(listener);

        Assert.Equal(Convert.ToInt32(mode, 8), (int)new FileInfo(path).UnixFileMode);
    }

    [Fact]
    public void A_stale_socket_is_replaced()
    {
        var path = Path.Combine(_folder, "a.sock");
        LeaveStale(path);
        Assert.True(File.Exists(path));

        using var sockets = Bound(Unix(path));

        using var client = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        client.Connect(new UnixDomainSocketEndPoint(path));
        Assert.True(client.Connected);
    }

    [Fact]
    public void A_socket_that_somebody_answers_on_is_left_alone()
    {
        var path = Path.Combine(_folder, "a.sock");
        using var first = Bound(Unix(path));

        var problem = Assert.IsType<BindResult.Refused>(ListenerSockets.Bind([Unix(path)])).Problem;

        Assert.Contains("another process listens", problem, StringComparison.Ordinal);
        Assert.True(File.Exists(path));
    }

    [Fact]
    public void A_socket_whose_folder_is_missing_is_told_so()
    {
        var path = Path.Combine(_folder, "gone", "a.sock");

        var problem = Assert.IsType<BindResult.Refused>(ListenerSockets.Bind([Unix(path)])).Problem;

        Assert.Equal($"Gateway:Proxy:Url (http://unix:{path}) cannot be bound: its folder does not exist; create it.", problem);
    }

    [Fact]
    public void A_file_that_is_no_socket_is_left_alone()
    {
        var path = Path.Combine(_folder, "a.sock");
        File.WriteAllText(path, "precious");

        var problem = Assert.IsType<BindResult.Refused>(ListenerSockets.Bind([Unix(path)])).Problem;

        Assert.Contains("no socket", problem, StringComparison.Ordinal);
        Assert.Equal("precious", File.ReadAllText(path));
    }

    private static void LeaveStale(string path)
    {
        // Closing a socket of .NET removes its file; renaming it before leaves one that nobody answers on.
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        socket.Bind(new UnixDomainSocketEndPoint(path + ".old"));
        File.Move(path + ".old", path);
    }

    private static ListenerSockets Bound(ListenerSettings listener) =>
        Assert.IsType<BindResult.Bound>(ListenerSockets.Bind([listener])).Sockets;

    private static ListenerSettings Tcp(int port) =>
        new(ListenerKind.Management, $"http://127.0.0.1:{port}", new ListenerAddress.Tcp(IPAddress.Loopback, port));

    private static ListenerSettings Unix(string path) =>
        new(ListenerKind.Proxy, $"http://unix:{path}", new ListenerAddress.UnixSocket(path));
}
