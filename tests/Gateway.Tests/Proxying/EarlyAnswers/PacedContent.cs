using System.Net;

namespace Gateway.Tests.Proxying.EarlyAnswers;

/// <summary>A body of known length whose second half comes when it is let go.</summary>
internal sealed class PacedContent(byte[] body, Task rest) : HttpContent
{
    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
    {
        await stream.WriteAsync(body.AsMemory(0, body.Length / 2));
        await stream.FlushAsync();
        await rest;
        await stream.WriteAsync(body.AsMemory(body.Length / 2));
    }

    protected override bool TryComputeLength(out long length)
    {
        length = body.Length;
        return true;
    }
}
