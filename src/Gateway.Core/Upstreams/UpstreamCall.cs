using System.Globalization;
using System.Text.Json;
using Gateway.Core.Tokens;

namespace Gateway.Core.Upstreams;

/// <summary>
/// One call of a protocol to its upstream, bounded in time and size. What can go wrong below the protocol ends here as a
/// <see cref="TokenFailure.Transient"/>: it says nothing about credentials.
/// </summary>
internal sealed class UpstreamCall(HttpMessageInvoker http, TimeProvider clock)
{
    private const int MaxAnswerBytes = 1024 * 1024;
    private static readonly TimeSpan TimeLimit = TimeSpan.FromSeconds(30);

    public async Task<UpstreamAnswer> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var host = request.RequestUri!.Authority;
        using var limit = new CancellationTokenSource(TimeLimit, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            using var response = await http.SendAsync(request, either.Token);
            var body = await ReadAsync(response.Content, either.Token);
            return body is null
                ? Failed(new("answer_too_large", $"{host} answered with more than {MaxAnswerBytes} bytes."))
                : Judge(host, response, body);
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

    private UpstreamAnswer Judge(string host, HttpResponseMessage response, byte[] body)
    {
        var status = (int)response.StatusCode;
        var retryAfter = response.Headers.RetryAfter is { } header ? header.Delta ?? header.Date - clock.GetUtcNow() : null;
        TokenFailure.Transient? failure = status switch
        {
            429 => new("rate_limited", $"{host} asks to slow down (status 429).", retryAfter),
            408 or >= 500 => new("server_error", $"{host} answered with status {status.ToString(CultureInfo.InvariantCulture)}.", retryAfter),
            >= 300 and < 400 => new("redirected", $"{host} answered with a redirect (status {status}), which is not followed; check the address."),
            _ => null,
        };
        if (failure is not null)
        {
            return Failed(failure);
        }

        try
        {
            using var document = JsonDocument.Parse(body);
            return new UpstreamAnswer(response.StatusCode, document.RootElement.Clone(), response.Headers.Date, null);
        }
        catch (JsonException)
        {
            return Failed(new("unexpected_answer", $"{host} answered with something that is not JSON (status {status}); a maintenance page perhaps.", retryAfter));
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
        HttpRequestError.ResponseEnded or HttpRequestError.Unknown when e.InnerException is null or IOException => "it closed the connection before it had answered",
        _ => $"the exchange failed ({e.HttpRequestError})",
    };

    private static UpstreamAnswer Failed(TokenFailure.Transient failure) => new(default, default, null, failure);
}
