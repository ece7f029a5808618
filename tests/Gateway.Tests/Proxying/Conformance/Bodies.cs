using System.Net;
using System.Net.Http.Headers;

namespace Gateway.Tests.Proxying.Conformance;

/// <summary>The kinds of request bodies.</summary>
internal static class Bodies
{
    public static readonly string[] Kinds = ["none", "empty", "small", "large", "chunked", "streamed"];

    public static HttpContent? Make(string kind, Task firstPieceSeen) => kind switch
    {
        "none" => null,
        "empty" => Typed(new ByteArrayContent([])),
        "small" => Typed(new ByteArrayContent("{\"a\":1}"u8.ToArray())),
        "large" => Typed(new ByteArrayContent(ConformanceTable.Large)),
        "chunked" => Typed(new PiecesContent(Task.CompletedTask, ConformanceTable.Large.AsMemory(0, 300_000), "end"u8.ToArray())),
        // The second piece is written only when the first has been read by the upstream.
        "streamed" => Typed(new PiecesContent(firstPieceSeen, "first"u8.ToArray(), "second"u8.ToArray())),
        _ => throw new ArgumentOutOfRangeException(nameof(kind)),
    };

    private static HttpContent Typed(HttpContent content)
    {
        content.Headers.ContentType = new MediaTypeHeaderValue("application/x-test") { CharSet = "x" };
        content.Headers.TryAddWithoutValidation("Content-Language", ["de", "en"]);
        content.Headers.TryAddWithoutValidation("Content-Encoding", "identity");
        return content;
    }

    private sealed class PiecesContent(Task between, params ReadOnlyMemory<byte>[] pieces) : HttpContent
    {
        protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
            SerializeToStreamAsync(stream, context, CancellationToken.None);

        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
        {
            foreach (var piece in pieces)
            {
                await stream.WriteAsync(piece, cancellationToken);
                await stream.FlushAsync(cancellationToken);
                await between.WaitAsync(TimeSpan.FromSeconds(60), TimeProvider.System, cancellationToken);
            }
        }

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }
    }
}
