using System.Net;
using System.Text;
using Gateway.Placeholders;

namespace Gateway.Inbound;

/// <summary>The query parameter <c>token</c>, which socket libraries carry keys in.</summary>
internal static class QueryToken
{
    private const string Name = "token";

    /// <summary>Looks for a key in a target. Two parameters of the name are ambiguous.</summary>
    public static KeyFinding Find(string target, KeyTable keys)
    {
        KeyFinding? found = null;
        for (var start = QueryStart(target); start <= target.Length; start = Next(target, start))
        {
            if (TryReadValue(Parameter(target, start), out var value))
            {
                found = found is null ? KeyFinding.Of(keys.Find(value, PlaceholderPurposes.OfBearer), "the query parameter token") : new KeyFinding(KeyVerdict.Wrong, Place: "the query parameter token");
            }
        }

        return found ?? new KeyFinding(KeyVerdict.Missing);
    }

    /// <summary>What each parameter of the name holds.</summary>
    public static IEnumerable<string> Values(string target)
    {
        for (var start = QueryStart(target); start <= target.Length; start = Next(target, start))
        {
            if (TryReadValue(Parameter(target, start), out var value))
            {
                yield return value.ToString();
            }
        }
    }

    /// <summary>The target without each <c>token</c> that is a key, every other byte left as it is; null if there is none.</summary>
    public static string? WithoutKeys(string target, KeyTable keys)
    {
        StringBuilder? kept = null;
        var first = QueryStart(target);
        var separator = false;
        for (var start = first; start <= target.Length; start = Next(target, start))
        {
            var parameter = Parameter(target, start);
            if (TryReadValue(parameter, out var value) && keys.IsKeyLike(value))
            {
                if (kept is null)
                {
                    kept = new StringBuilder(target, 0, Math.Max(first, start - 1), target.Length);
                    separator = start > first;
                }

                continue;
            }

            if (kept is not null)
            {
                kept.Append(separator ? "&" : string.Empty).Append(parameter);
                separator = true;
            }
        }

        // A query of which nothing is left loses its question mark.
        return kept is null || separator ? kept?.ToString() : kept.ToString(0, first - 1);
    }

    private static int QueryStart(string target) =>
        target.IndexOf('?', StringComparison.Ordinal) is var mark and >= 0 ? mark + 1 : target.Length + 1;

    private static int Next(string target, int start) => start + Parameter(target, start).Length + 1;

    private static ReadOnlySpan<char> Parameter(string target, int start)
    {
        var rest = target.AsSpan(start);
        return rest.IndexOf('&') is var end and >= 0 ? rest[..end] : rest;
    }

    // The upstream decodes names and values, so a rule that did not would see less than it.
    private static bool TryReadValue(ReadOnlySpan<char> parameter, out ReadOnlySpan<char> value)
    {
        var equals = parameter.IndexOf('=');
        var name = equals < 0 ? parameter : parameter[..equals];
        value = equals < 0 ? default : parameter[(equals + 1)..];
        if (name.Contains('%') ? Decode(name) != Name : !name.Equals(Name, StringComparison.Ordinal))
        {
            return false;
        }

        value = value.ContainsAny('%', '+') ? Decode(value) : value;
        return true;
    }

    /// <summary>The text as an upstream reads it.</summary>
    public static string Decode(ReadOnlySpan<char> text)
    {
        var bytes = Encoding.Latin1.GetBytes(text.ToString());
        return Encoding.Latin1.GetString(WebUtility.UrlDecodeToBytes(bytes, 0, bytes.Length));
    }
}
