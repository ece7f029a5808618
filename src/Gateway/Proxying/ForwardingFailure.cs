using System.Net.Sockets;
using Gateway.Problems;
using Yarp.ReverseProxy.Forwarder;

namespace Gateway.Proxying;

/// <summary>Names what went wrong between the gateway and an upstream.</summary>
internal static class ForwardingFailure
{
    /// <summary>The problem for the caller; null if the failure lies on the caller's side.</summary>
    public static Problem? Describe(ForwarderError error, Exception? exception, UpstreamOrigin upstream, string account)
    {
        var host = upstream.BaseUrl.Authority;
        return error switch
        {
            ForwarderError.RequestTimedOut => new Problem(
                ProblemCode.UpstreamTimeout,
                $"{host} did not answer in time. It may have carried the request out; Gateway:Proxy:ActivityTimeout is the limit.",
                account),
            ForwarderError.RequestBodyClient or ForwarderError.RequestBodyCanceled when IsSilence(exception) => new Problem(
                ProblemCode.UpstreamTimeout,
                "The request's body stopped for longer than Gateway:Proxy:ActivityTimeout allows. It may have been carried out.",
                account),
            // A refusal that comes meanwhile is passed on.
            ForwarderError.RequestBodyDestination when IsSilence(exception) => new Problem(
                ProblemCode.UpstreamTimeout,
                $"{host} took nothing of the request's body for longer than Gateway:Proxy:ActivityTimeout allows, and did not refuse it. It may have carried part of it out.",
                account),
            ForwarderError.Request or ForwarderError.RequestBodyDestination or ForwarderError.ResponseBodyDestination
                or ForwarderError.UpgradeRequestDestination or ForwarderError.UpgradeResponseDestination => new Problem(
                ProblemCode.UpstreamUnreachable,
                $"{host} could not be reached or broke off: {Cause(exception)}. Check the upstream's address and the network.",
                account),
            ForwarderError.RequestCreation or ForwarderError.ResponseHeaders => new Problem(
                ProblemCode.UpstreamUnreachable, $"The exchange with {host} could not be translated.", account),
            _ => null,
        };
    }

    // A caller that left is told nothing; what else cancels an exchange is its idle limit.
    private static bool IsSilence(Exception? exception) => exception switch
    {
        OperationCanceledException => true,
        AggregateException many => many.InnerExceptions.Any(IsSilence),
        _ => false,
    };

    /// <summary>The cause in a few words that never hold an address with a query.</summary>
    public static string Cause(Exception? exception)
    {
        for (var current = exception; current is not null; current = current.InnerException)
        {
            if (current is SocketException socket)
            {
                return socket.SocketErrorCode switch
                {
                    SocketError.ConnectionRefused => "connection refused",
                    SocketError.HostNotFound or SocketError.NoData or SocketError.TryAgain => "its name cannot be resolved",
                    SocketError.ConnectionReset => "connection reset",
                    SocketError.NetworkUnreachable or SocketError.HostUnreachable => "no route to it",
                    var other => other.ToString(),
                };
            }
        }

        return (exception as HttpRequestException ?? (exception as AggregateException)?.InnerException as HttpRequestException)?.HttpRequestError switch
        {
            HttpRequestError.NameResolutionError => "its name cannot be resolved",
            HttpRequestError.SecureConnectionError => "no secure connection (certificate or TLS version)",
            HttpRequestError.ProxyTunnelError => "the egress proxy refused the connection",
            HttpRequestError.ResponseEnded => "connection closed before an answer",
            HttpRequestError.InvalidResponse => "its answer is no valid HTTP",
            HttpRequestError.ConfigurationLimitExceeded => "its answer's headers are too large",
            _ => "connection failed",
        };
    }
}
