using Gateway.Core.Tokens;

namespace Gateway.Core.Upstreams;

/// <summary>
/// Sends one call of a protocol to its upstream, bounded in time and size. What can go wrong below HTTP ends here as a
/// <see cref="TokenFailure.Transient"/>: it says nothing about credentials.
/// </summary>
internal sealed class UpstreamExchange(HttpMessageInvoker http, TimeProvider clock)
{
    private const int MaxAnswerBytes = 1024 * 1024;
    private static readonly TimeSpan TimeLimit = TimeSpan.FromSeconds(30);

    public async Task<UpstreamReply> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var host = request.RequestUri!.Authority;
        using var limit = new CancellationTokenSource(TimeLimit, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            using var response = await http.SendAsync(request, either.Token);
            var body = await ReadAsync(response.Content, either.Token);
            return body is null ? Failed(new("answer_too_large", $"{host} answered with more than {MaxAnswerBytes} bytes.")) : new UpstreamReply
            {
                Host = host,
                Status = (int)response.StatusCode,
                Headers = response.Headers,
                IsJson = JsonMedia.IsJson(response.Content.Headers),
                Body = body,
                RetryAfter = RetryAfterHeader.Read(response.Headers, clock.GetUtcNow()),
            };
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return Failed(new("timeout", $"{host} did not answer within {TimeLimit.TotalSeconds:0} s."));
        }
        catch (HttpRequestException e)
        {
            return Failed(new("unreachable", $"{host} could not be reached: {Describe(e)}.", Sent: !FailedBeforeSending(e)));
        }
        catch (IOException)
        {
            return Failed(new("connection_closed", $"{host} closed the connection before it had answered."));
        }
    }

    private static async Task<byte[]?> ReadAsync(HttpContent content, CancellationToken cancellationToken)
    {
        await using var stream = await content.ReadAsStreamAsync(cancellationToken);
        using var buffer = new MemoryStream();
        var chunk = new byte[8192];
        int read;
        while ((read = await stream.ReadAsync(chunk, cancellationToken)) > 0)
        {
            buffer.Write(chunk, 0, read);
            if (buffer.Length > MaxAnswerBytes)
            {
                return null;
            }
        }

        return buffer.ToArray();
    }

    private static bool FailedBeforeSending(HttpRequestException e) => e.HttpRequestError
        is HttpRequestError.NameResolutionError or HttpRequestError.ConnectionError or HttpRequestError.SecureConnectionError
        or HttpRequestError.ProxyTunnelError;

    private static string Describe(HttpRequestException e) => e.HttpRequestError switch
    {
        HttpRequestError.NameResolutionError => "its name could not be resolved",
        HttpRequestError.ConnectionError => "the connection was refused or timed out",
        HttpRequestError.SecureConnectionError => "no TLS connection could be made; check its certificate and the clock",
        HttpRequestError.ProxyTunnelError => "the egress proxy refused",
        HttpRequestError.ResponseEnded => "it closed the connection before it had answered",
        // A reset is told as no error in particular.
        HttpRequestError.Unknown when e.InnerException is IOException => "it closed the connection before it had answered",
        _ => $"the exchange failed ({e.HttpRequestError})",
    };

    private static UpstreamReply Failed(TokenFailure.Transient failure) => new() { Failure = failure };
}
