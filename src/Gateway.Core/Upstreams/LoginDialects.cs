using System.Collections.Immutable;

namespace Gateway.Core.Upstreams;

/// <summary>The dialects of all protocols. Which one a request speaks shows in its path, before its account is known.</summary>
/// <param name="factories">The known protocols.</param>
public sealed class LoginDialects(IEnumerable<IUpstreamProtocolFactory> factories)
{
    private readonly ImmutableArray<IUpstreamProtocolFactory> _factories = [.. factories.Where(factory => factory.Logins is not null)];

    /// <summary>The dialect that has login operations on the path of a target; null for almost every path.</summary>
    /// <param name="target">Path and query, or the path alone.</param>
    public ILoginDialect? Find(ReadOnlySpan<char> target)
    {
        var query = target.IndexOf('?');
        var path = query < 0 ? target : target[..query];
        foreach (var factory in _factories)
        {
            if (factory.Logins!.IsLoginPath(path))
            {
                return factory.Logins;
            }
        }

        return null;
    }

    /// <summary>The dialect in which clients' login operations are answered at an upstream; null if they are forwarded.</summary>
    public ILoginDialect? At(UpstreamDefinition upstream)
    {
        ArgumentNullException.ThrowIfNull(upstream);
        return upstream.AnswerLogins && Of(upstream.Protocol) is { } dialect && dialect.IsSpokenAt(upstream) ? dialect : null;
    }

    /// <summary>The dialect of a protocol; null if its login operations are not known.</summary>
    public ILoginDialect? Of(string protocol) =>
        _factories.FirstOrDefault(factory => factory.Name.Equals(protocol, StringComparison.OrdinalIgnoreCase))?.Logins;
}
