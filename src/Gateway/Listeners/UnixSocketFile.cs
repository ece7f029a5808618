using System.Net.Sockets;

namespace Gateway.Listeners;

/// <summary>Puts a unix socket in place: a stale file goes, anything else that stands there is left alone and told.</summary>
internal static class UnixSocketFile
{
    // What opening a socket as if it were a file answers: ENXIO on Linux, EOPNOTSUPP on macOS. A connect cannot tell, because it
    // is refused by a regular file as well.
    private const int NoSuchDevice = 6;
    private const int NotSupported = 102;

    public static Socket Listen(string path, UnixFileMode mode, int backlog)
    {
        RemoveStale(path);
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            socket.Bind(new UnixDomainSocketEndPoint(path));
            if (!OperatingSystem.IsWindows())
            {
                // Nobody can connect before Listen, so the file is never open to more than the mode says.
                File.SetUnixFileMode(path, mode);
            }

            socket.Listen(backlog);
            return socket;
        }
        catch (SocketException) when (!Directory.Exists(Path.GetDirectoryName(path)))
        {
            // The system's word for it is that of an address that the machine has not.
            socket.Dispose();
            throw new DirectoryNotFoundException();
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private static void RemoveStale(string path)
    {
        var file = new FileInfo(path);
        if (!file.Exists && file.LinkTarget is null && !Directory.Exists(path))
        {
            return;
        }

        if (file.LinkTarget is not null || !IsSocket(path))
        {
            throw new IOException("something that is no socket has this name; remove it or choose another path");
        }

        if (SomebodyAnswers(path))
        {
            throw new IOException("another process listens on this socket; stop it or choose another path");
        }

        File.Delete(path);
    }

    private static bool IsSocket(string path)
    {
        try
        {
            // Reading and writing, because opening a pipe for only one of them would wait for the other side.
            File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete).Dispose();
            return false;
        }
        catch (IOException e)
        {
            return e.HResult is NoSuchDevice or NotSupported;
        }
    }

    private static bool SomebodyAnswers(string path)
    {
        using var probe = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            probe.Connect(new UnixDomainSocketEndPoint(path));
            return true;
        }
        catch (SocketException e) when (e.SocketErrorCode is SocketError.ConnectionRefused or SocketError.AddressNotAvailable)
        {
            return false;
        }
    }
}
