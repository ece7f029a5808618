using System.Net;
using System.Text;

namespace Gateway.Proxying.Sockets;

/// <summary>Puts the account's token into the query of a handshake.</summary>
internal static class SocketToken
{
    /// <summary>
    /// <paramref name="address"/> with exactly one parameter of this name: in the place of the caller's first, or at the end. Its other
    /// ones are gone, and every other byte is as it was.
    /// </summary>
    public static string Put(string address, string name, string token)
    {
        var parameter = $"{name}={Uri.EscapeDataString(token)}";
        var mark = address.IndexOf('?', StringComparison.Ordinal);
        if (mark < 0)
        {
            return $"{address}?{parameter}";
        }

        var result = new StringBuilder(address, 0, mark + 1, address.Length + parameter.Length);
        var query = address.AsSpan(mark + 1);
        var isPut = false;
        var isFirst = true;
        foreach (var range in query.Split('&'))
        {
            var part = query[range];
            if (!IsNamed(part, name))
            {
                Append(result, part, ref isFirst);
            }
            else if (!isPut)
            {
                Append(result, parameter, ref isFirst);
                isPut = true;
            }
        }

        if (!isPut)
        {
            // An empty query has nothing to be separated from.
            result.Append(query.IsEmpty ? string.Empty : "&").Append(parameter);
        }

        return result.ToString();
    }

    private static void Append(StringBuilder result, ReadOnlySpan<char> part, ref bool isFirst)
    {
        result.Append(isFirst ? string.Empty : "&").Append(part);
        isFirst = false;
    }

    // An upstream decodes names before it compares them.
    private static bool IsNamed(ReadOnlySpan<char> part, string name)
    {
        var equals = part.IndexOf('=');
        var own = equals < 0 ? part : part[..equals];
        return own.Contains('%') ? WebUtility.UrlDecode(own.ToString()) == name : own.Equals(name, StringComparison.Ordinal);
    }
}
