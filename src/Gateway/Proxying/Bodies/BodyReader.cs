using Gateway.Settings;
using Microsoft.AspNetCore.Http.Features;

namespace Gateway.Proxying.Bodies;

/// <summary>
/// Reads the body of a request before it is sent, where its content decides what becomes of the request. Bounded by
/// <c>MaxReplayBytes</c>; counted in the budget but not refused by it, because a request that must be understood cannot go unread.
/// </summary>
internal sealed class BodyReader(ProxySettings settings, BufferBudget budget, TimeProvider time)
{
    /// <summary>
    /// Reads up to the limit. The request's body then starts again from its first byte, whatever was read. A caller that goes away, or
    /// whose framing is broken, ends it with the server's exception.
    /// </summary>
    public ValueTask<ReadAheadBody> ReadAsync(HttpContext context, CancellationToken cancellationToken) =>
        context.Request.ContentLength > settings.MaxReplayBytes || settings.MaxReplayBytes == 0
            ? new(ReadAheadBody.Untouched)
            : ReadToLimitAsync(context, cancellationToken);

    private async ValueTask<ReadAheadBody> ReadToLimitAsync(HttpContext context, CancellationToken cancellationToken)
    {
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
        {
            limit.MaxRequestBodySize = null;
        }

        var request = context.Request;
        // One byte more than may be kept tells a body that ends at the limit from one that goes on.
        var buffer = new BoundedBuffer(budget, settings.MaxReplayBytes + 1, isIndispensable: true);
        context.Response.RegisterForDispose(buffer);
        var reading = await ReadAsync(request, buffer, cancellationToken);
        request.Body = new PrefixedStream(buffer.Written, request.Body);
        var body = new ReadAheadBody(reading, buffer);
        context.Features.Set(body);
        return body;
    }

    private async Task<BodyReading> ReadAsync(HttpRequest request, BoundedBuffer buffer, CancellationToken cancellationToken)
    {
        using var silence = new CancellationTokenSource();
        // Disposed with patience: a callback that is under way would find its source disposed, and nobody catches what a timer throws.
        await using var timer = time.CreateTimer(static state => ((CancellationTokenSource)state!).Cancel(), silence, settings.ActivityTimeout, Timeout.InfiniteTimeSpan);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(silence.Token, cancellationToken);
        try
        {
            while (request.ContentLength != buffer.Written.Length)
            {
                var count = await request.Body.ReadAsync(buffer.GetRoom((int)(request.ContentLength ?? 0)), either.Token);
                if (count == 0)
                {
                    break;
                }

                buffer.Advance(count);
                if (buffer.Written.Length > settings.MaxReplayBytes)
                {
                    return BodyReading.TooLong;
                }

                timer.Change(settings.ActivityTimeout, Timeout.InfiniteTimeSpan);
            }

            return BodyReading.Complete;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return BodyReading.Stalled;
        }
    }
}
