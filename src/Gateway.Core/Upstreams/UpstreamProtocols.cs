using System.Collections.Concurrent;

namespace Gateway.Core.Upstreams;

/// <summary>The protocol of each upstream, made once for each distinct definition; accounts of one upstream share its connections.</summary>
/// <param name="factories">The known protocols.</param>
/// <param name="clock">The clock.</param>
internal sealed class UpstreamProtocols(IEnumerable<IUpstreamProtocolFactory> factories, TimeProvider clock) : IDisposable
{
    private readonly Dictionary<string, IUpstreamProtocolFactory> _factories =
        factories.ToDictionary(factory => factory.Name, StringComparer.OrdinalIgnoreCase);

    private readonly ConcurrentDictionary<UpstreamDefinition, Lazy<(IUpstreamProtocol Protocol, HttpMessageInvoker Http)>> _made = new();

    /// <summary>The protocol of an upstream; its name was checked when the settings were read.</summary>
    public IUpstreamProtocol For(UpstreamDefinition upstream) => _made.GetOrAdd(upstream, key => new(() => Make(key))).Value.Protocol;

    /// <inheritdoc />
    public void Dispose()
    {
        foreach (var made in _made.Values)
        {
            made.Value.Http.Dispose();
        }
    }

    private (IUpstreamProtocol Protocol, HttpMessageInvoker Http) Make(UpstreamDefinition upstream)
    {
        var http = new HttpMessageInvoker(UpstreamHttp.CreateHandler(upstream));
        return (_factories[upstream.Protocol].Create(upstream, http, clock), http);
    }
}
