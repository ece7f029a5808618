using System.Net;
using System.Text;
using Gateway.Core.Upstreams;
using Gateway.Settings;
using Yarp.ReverseProxy.Forwarder;

namespace Gateway.Proxying;

/// <summary>Everything that requests to one upstream share: connections, the transformer and the forwarder's settings. No identity.</summary>
internal sealed class UpstreamClient : IDisposable
{
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(10);

    // Old connections go now and then, so that a moved upstream is found at its new address.
    private static readonly TimeSpan ConnectionLifetime = TimeSpan.FromMinutes(10);

    public UpstreamClient(UpstreamDefinition upstream, ProxySettings settings)
    {
        Origin = new UpstreamOrigin(upstream.BaseUrl);
        Transformer = new StampTransformer(Origin, upstream.PassCookies);
        Invoker = new HttpMessageInvoker(CreateHandler(upstream.Proxy));
        var secure = string.Equals(upstream.BaseUrl.Scheme, Uri.UriSchemeHttps, StringComparison.Ordinal);
        RequestConfig = new ForwarderRequestConfig
        {
            ActivityTimeout = settings.ActivityTimeout,
            AllowResponseBuffering = false,
            Version = secure ? HttpVersion.Version20 : HttpVersion.Version11,
            VersionPolicy = HttpVersionPolicy.RequestVersionOrLower,
        };
    }

    public UpstreamOrigin Origin { get; }

    public HttpMessageInvoker Invoker { get; }

    public StampTransformer Transformer { get; }

    public ForwarderRequestConfig RequestConfig { get; }

    public void Dispose() => Invoker.Dispose();

    private static SocketsHttpHandler CreateHandler(Uri? proxy) => new()
    {
        UseProxy = proxy is not null,
        Proxy = proxy is null ? null : new WebProxy(proxy),
        AllowAutoRedirect = false,
        AutomaticDecompression = DecompressionMethods.None,
        UseCookies = false,
        ActivityHeadersPropagator = null,
        EnableMultipleHttp2Connections = true,
        ConnectTimeout = ConnectTimeout,
        PooledConnectionLifetime = ConnectionLifetime,
        // One byte, one character, both ways: header values pass as they are, whatever their encoding.
        RequestHeaderEncodingSelector = static (_, _) => Encoding.Latin1,
        ResponseHeaderEncodingSelector = static (_, _) => Encoding.Latin1,
    };
}
