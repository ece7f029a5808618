using Gateway.Proxying.Bodies;
using Gateway.Settings;

namespace Gateway.Proxying.Refusals;

/// <summary>Makes the sender of each exchange. What is shared by all of them is here.</summary>
internal sealed class RefusalDesk(ProxySettings settings, BufferBudget budget, RefusalReport report)
{
    public BufferBudget Budget => budget;

    public RefusalReport Report => report;

    /// <summary>A sender for one exchange, to be disposed when the exchange has ended.</summary>
    public ReplayingSender SenderFor(HttpMessageHandler handler, HttpContext context, ProxyExchange exchange, string basePath = "") =>
        new(handler, exchange, basePath, context.Features.Get<ReadAheadBody>(), this);

    /// <summary>A place to keep a body that could be sent again; null for one that could not.</summary>
    /// <param name="length">Its length; null if that is not known.</param>
    /// <param name="isJson">Whether it is JSON.</param>
    public KeptBody? PlaceFor(long? length, bool isJson) =>
        length <= settings.MaxReplayBytes || (length is null && isJson && settings.MaxReplayBytes > 0)
            ? new KeptBody(budget, settings.MaxReplayBytes, (int)(length ?? 0))
            : null;
}
