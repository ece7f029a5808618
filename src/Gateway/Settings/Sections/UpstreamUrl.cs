using System.Net;

namespace Gateway.Settings.Sections;

/// <summary>The grammar of upstream addresses.</summary>
internal static class UpstreamUrl
{
    /// <summary>Reads an address; the path loses its trailing slash. One of the results is null.</summary>
    /// <param name="text">What was written.</param>
    /// <param name="allowHttp">Whether plain http may go to a host that is not loopback.</param>
    /// <param name="allowHttpKey">The key that allows it, for the message.</param>
    public static (Uri? Url, string? Problem) Parse(string text, bool allowHttp, string allowHttpKey)
    {
        if (!Uri.TryCreate(text, UriKind.Absolute, out var url) || (url.Scheme != Uri.UriSchemeHttps && url.Scheme != Uri.UriSchemeHttp) || url.Host.Length == 0)
        {
            return (null, $"{Quoted.Text(text)} is no http or https URL. Write one such as https://api.example.com.");
        }

        if (url.UserInfo.Length > 0 || text.Contains('@', StringComparison.Ordinal))
        {
            return (null, "a user name or password in the URL is not allowed. Take out everything up to the @.");
        }

        if (text.Contains('?', StringComparison.Ordinal) || text.Contains('#', StringComparison.Ordinal))
        {
            return (null, "a query or fragment is not allowed. End the URL before the ? or #.");
        }

        if (url.Scheme == Uri.UriSchemeHttp && !allowHttp && !IsLoopback(url))
        {
            return (null, $"{Quoted.Text(text)} would send credentials unencrypted. Use https, or set {allowHttpKey}=true.");
        }

        return (new UriBuilder(url) { Path = url.AbsolutePath.TrimEnd('/') }.Uri, null);
    }

    private static bool IsLoopback(Uri url) => url.Host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
        || (IPAddress.TryParse(url.Host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address));
}
