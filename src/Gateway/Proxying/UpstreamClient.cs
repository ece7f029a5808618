using System.Net;
using System.Text;
using Gateway.Core.Upstreams;
using Gateway.Proxying.EarlyAnswers;
using Gateway.Settings;
using Yarp.ReverseProxy.Forwarder;

namespace Gateway.Proxying;

/// <summary>Everything that requests to one upstream share: connections, the transformer and the forwarder's settings. No identity.</summary>
internal sealed class UpstreamClient : IDisposable
{
    public UpstreamClient(UpstreamDefinition upstream, ProxySettings settings, TimeProvider time, UpstreamHandlerSetup? setup = null)
    {
        Origin = new UpstreamOrigin(upstream.BaseUrl);
        Transformer = new StampTransformer(Origin, upstream.PassCookies, settings.AccountPrefix);
        Handler = new AnswerFramingHandler(new EarlyAnswerHandler(CreateHandler(upstream, time, setup)));
        var secure = string.Equals(upstream.BaseUrl.Scheme, Uri.UriSchemeHttps, StringComparison.Ordinal);
        RequestConfig = new ForwarderRequestConfig
        {
            ActivityTimeout = settings.ActivityTimeout,
            AllowResponseBuffering = false,
            Version = secure ? HttpVersion.Version20 : HttpVersion.Version11,
            VersionPolicy = HttpVersionPolicy.RequestVersionOrLower,
        };
        SocketConfig = RequestConfig with { ActivityTimeout = Timeout.InfiniteTimeSpan, Version = HttpVersion.Version11 };
    }

    public UpstreamOrigin Origin { get; }

    /// <summary>The connections. What is sent over them for one exchange goes by a sender of its own.</summary>
    public HttpMessageHandler Handler { get; }

    public StampTransformer Transformer { get; }

    public ForwarderRequestConfig RequestConfig { get; }

    /// <summary>As <see cref="RequestConfig"/>, but for sockets: a quiet one is left alone, and each has a connection of its own.</summary>
    public ForwarderRequestConfig SocketConfig { get; }

    public void Dispose() => Handler.Dispose();

    private static SocketsHttpHandler CreateHandler(UpstreamDefinition upstream, TimeProvider time, UpstreamHandlerSetup? setup)
    {
        var handler = UpstreamHttp.CreateHandler(upstream);
        // One byte, one character, both ways: header values pass as they are, whatever their encoding.
        handler.RequestHeaderEncodingSelector = static (_, _) => Encoding.Latin1;
        handler.ResponseHeaderEncodingSelector = static (_, _) => Encoding.Latin1;
        handler.PlaintextStreamFilter = (connection, _) => ValueTask.FromResult(EarlyAnswerHandler.Watch(connection, time));
        setup?.Apply(handler);
        return handler;
    }
}
