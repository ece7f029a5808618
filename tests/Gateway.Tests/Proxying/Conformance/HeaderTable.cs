using System.Net.Http.Headers;
using Microsoft.AspNetCore.Http;

namespace Gateway.Tests.Proxying.Conformance;

/// <summary>Headers in a form that can be compared: lower-case names, the values of each in their order.</summary>
internal static class HeaderTable
{
    public static Dictionary<string, string[]> Of(params HttpHeadersNonValidated[] sources) => sources
        .SelectMany(source => source)
        .GroupBy(header => header.Key.ToLowerInvariant(), StringComparer.Ordinal)
        .ToDictionary(group => group.Key, group => group.SelectMany(header => header.Value).ToArray(), StringComparer.Ordinal);

    public static Dictionary<string, string[]> Of(IHeaderDictionary source) => source
        .ToDictionary(header => header.Key.ToLowerInvariant(), header => header.Value.Select(value => value ?? string.Empty).ToArray(), StringComparer.Ordinal);

    /// <summary>One line a header, sorted, so that a failed comparison shows the difference.</summary>
    public static string Text(IReadOnlyDictionary<string, string[]> headers) => string.Join(
        '\n', headers.OrderBy(header => header.Key, StringComparer.Ordinal).Select(header => $"{header.Key}: {string.Join(" | ", header.Value)}"));
}
