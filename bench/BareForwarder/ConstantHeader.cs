using Yarp.ReverseProxy.Forwarder;

namespace Bench.BareForwarder;

internal sealed class ConstantHeader(string authorization) : HttpTransformer
{
    public override async ValueTask TransformRequestAsync(
        HttpContext httpContext, HttpRequestMessage proxyRequest, string destinationPrefix, CancellationToken cancellationToken)
    {
        await base.TransformRequestAsync(httpContext, proxyRequest, destinationPrefix, cancellationToken);
        proxyRequest.Headers.Host = null;
        proxyRequest.Headers.TryAddWithoutValidation("Authorization", authorization);
    }
}
