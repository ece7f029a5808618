using System.Buffers;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Gateway.Settings;

/// <summary>Takes the authority of a URL or a <c>Host</c> header apart. One grammar for what is allowed and for what is asked.</summary>
internal static class HostText
{
    private static readonly SearchValues<char> Foreign = SearchValues.Create("[]@/?#\\ ");

    /// <summary>
    /// The name and the port of <c>name</c>, <c>name:port</c>, <c>[address]</c> or <c>[address]:port</c>. A name loses one trailing dot,
    /// an address in brackets the brackets. False for anything else.
    /// </summary>
    public static bool TrySplit(ReadOnlySpan<char> text, out ReadOnlySpan<char> name, out int? port)
    {
        name = default;
        port = null;
        var end = text.StartsWith('[') ? text.IndexOf(']') + 1 : text.IndexOf(':') is var colon and >= 0 ? colon : text.Length;
        if (end == 0)
        {
            return false;
        }

        name = text[..end];
        var rest = text[end..];
        if (!rest.IsEmpty && (rest[0] != ':' || !TryReadPort(rest[1..], out port)))
        {
            return false;
        }

        if (name[0] == '[')
        {
            name = name[1..^1];
            return name.Contains(':') && !name.Contains('%');
        }

        name = name.EndsWith('.') ? name[..^1] : name;
        return !name.IsEmpty && !name.ContainsAny(Foreign);
    }

    /// <summary>Lower case, or an IPv6 address in its shortest form.</summary>
    public static string Canonical(ReadOnlySpan<char> name) => name.Contains(':') && IPAddress.TryParse(name, out var address)
        ? address.ToString()
        : name.ToString().ToLowerInvariant();

    /// <summary>True for <c>localhost</c>, 127.0.0.0/8 written as four numbers, and ::1, IPv4-mapped forms included.</summary>
    public static bool IsLoopback(ReadOnlySpan<char> name)
    {
        if (name.Equals("127.0.0.1", StringComparison.Ordinal) || name.Equals("localhost", StringComparison.OrdinalIgnoreCase))
        {
            return true;
        }

        if (!IPAddress.TryParse(name, out var address))
        {
            return false;
        }

        // The short, octal and hexadecimal forms of IPv4 are read differently by different programs.
        return address.AddressFamily == AddressFamily.InterNetwork
            ? IPAddress.IsLoopback(address) && name.Equals(address.ToString(), StringComparison.Ordinal)
            : IPAddress.IsLoopback(address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address);
    }

    private static bool TryReadPort(ReadOnlySpan<char> digits, out int? port)
    {
        port = null;
        if (digits.IsEmpty)
        {
            return true;
        }

        if (digits.Length > 5 || !int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var number) || number > IPEndPoint.MaxPort)
        {
            return false;
        }

        port = number;
        return true;
    }
}
