namespace Gateway.Proxying;

/// <summary>Where an upstream is, in the forms that a request needs.</summary>
internal sealed class UpstreamOrigin
{
    public UpstreamOrigin(Uri baseUrl)
    {
        BaseUrl = baseUrl;
        Origin = $"{baseUrl.Scheme}://{baseUrl.Authority}";
        BasePath = baseUrl.AbsolutePath.TrimEnd('/');
        Prefix = Origin + BasePath;
    }

    public Uri BaseUrl { get; }

    /// <summary>Scheme and authority.</summary>
    public string Origin { get; }

    /// <summary>The base URL's path without a trailing slash; empty for none.</summary>
    public string BasePath { get; }

    /// <summary>What stands before every forwarded target.</summary>
    public string Prefix { get; }

    /// <summary>Removes the base path; false for a path outside of it.</summary>
    public bool TryRemoveBasePath(ReadOnlySpan<char> path, out ReadOnlySpan<char> rest)
    {
        rest = path;
        if (BasePath.Length == 0)
        {
            return true;
        }

        if (!path.StartsWith(BasePath, StringComparison.Ordinal))
        {
            return false;
        }

        rest = path[BasePath.Length..];
        return rest.IsEmpty || rest[0] is '/' or '?' or '#';
    }
}
