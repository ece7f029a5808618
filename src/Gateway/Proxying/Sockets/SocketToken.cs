using System.Net;
using System.Text;

namespace Gateway.Proxying.Sockets;

/// <summary>Puts the account's token into the query of a handshake, and keeps it from coming back.</summary>
internal static class SocketToken
{
    private const int DeepestEncoding = 4;

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

    /// <summary>
    /// The opposite, in an address that an upstream wrote: in place of the parameter with this token stands what the caller sent in
    /// <paramref name="original"/>; if that was none, it is gone.
    /// </summary>
    public static string TakeBack(string address, string name, string token, string original)
    {
        var mark = address.IndexOf('?', StringComparison.Ordinal);
        if (mark < 0)
        {
            return address;
        }

        var fragment = address.IndexOf('#', mark);
        var end = fragment < 0 ? address.Length : fragment;
        var result = new StringBuilder(address, 0, mark + 1, address.Length);
        var query = address.AsSpan(mark + 1, end - mark - 1);
        var isFirst = true;
        foreach (var range in query.Split('&'))
        {
            var part = query[range];
            var isOurs = IsNamed(part, name) && Holds(part.ToString(), token);
            var kept = isOurs ? Own(original, name) : part;
            if (!isOurs || !kept.IsEmpty)
            {
                Append(result, kept, ref isFirst);
            }
        }

        // A query of which nothing is left loses its question mark.
        result.Length -= isFirst ? 1 : 0;
        return result.Append(address, end, address.Length - end).ToString();
    }

    /// <summary>Whether a text holds a token, as it is or encoded, also more than once.</summary>
    public static bool Holds(string text, string token)
    {
        for (var depth = 0; depth < DeepestEncoding; depth++)
        {
            if (text.Contains(token, StringComparison.Ordinal))
            {
                return true;
            }

            if (!text.Contains('%', StringComparison.Ordinal))
            {
                return false;
            }

            text = Uri.UnescapeDataString(text);
        }

        return text.Contains(token, StringComparison.Ordinal);
    }

    private static ReadOnlySpan<char> Own(string address, string name)
    {
        var query = address.AsSpan(address.IndexOf('?', StringComparison.Ordinal) + 1);
        foreach (var range in query.Split('&'))
        {
            if (query.Length < address.Length && IsNamed(query[range], name))
            {
                return query[range];
            }
        }

        return default;
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
