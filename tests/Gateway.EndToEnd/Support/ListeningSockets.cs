using System.Buffers.Binary;
using System.Globalization;
using System.Net;

namespace Gateway.EndToEnd.Support;

/// <summary>What a process listens on, as the kernel tells it.</summary>
internal static class ListeningSockets
{
    private const string TcpListen = "0A";
    private const string UnixListen = "00010000";

    /// <summary>Addresses such as <c>127.0.0.1:8080</c> and <c>[::]:8080</c>, and the paths of unix sockets, sorted.</summary>
    public static IReadOnlyList<string> Of(int process)
    {
        var own = Directory.GetFiles($"/proc/{process}/fd")
            .Select(file => new FileInfo(file).LinkTarget)
            .Where(target => target?.StartsWith("socket:[", StringComparison.Ordinal) == true)
            .Select(target => target!["socket:[".Length..^1])
            .ToHashSet(StringComparer.Ordinal);
        var tcp = from file in new[] { "tcp", "tcp6" }
                  from row in Rows(process, file)
                  where row[3] == TcpListen && own.Contains(row[9])
                  select Address(row[1]);
        var unix = from row in Rows(process, "unix")
                   where row[3] == UnixListen && own.Contains(row[6])
                   select row[7];
        return [.. tcp.Concat(unix).Order(StringComparer.Ordinal)];
    }

    private static IEnumerable<string[]> Rows(int process, string file) =>
        File.ReadLines($"/proc/{process}/net/{file}").Skip(1).Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries));

    /// <summary>The kernel writes an address as words of the machine's own byte order.</summary>
    private static string Address(string text)
    {
        var (hex, port) = (text[..^5], text[^4..]);
        var bytes = Convert.FromHexString(hex);
        for (var word = 0; word < bytes.Length; word += sizeof(uint))
        {
            var span = bytes.AsSpan(word, sizeof(uint));
            BinaryPrimitives.WriteUInt32BigEndian(span, BitConverter.ToUInt32(span));
        }

        return new IPEndPoint(new IPAddress(bytes), int.Parse(port, NumberStyles.HexNumber, CultureInfo.InvariantCulture)).ToString();
    }
}
