using System.Buffers;
using System.Globalization;
using System.Net.Http.Headers;
using System.Text;

namespace Gateway.Proxying;

/// <summary>
/// Frames an answer to an HTTP/1.1 caller in chunks, because the server, which would do so by itself, cannot end it with trailers.
/// Until <see cref="EndAsync"/> the answer has no end: one that breaks off stays recognisable. Does not own the stream below.
/// </summary>
internal sealed class TrailingStream(Stream inner) : AsyncStream
{
    private static readonly ReadOnlyMemory<byte> LineEnd = "\r\n"u8.ToArray();

    public override bool CanRead => false;

    public override bool CanWrite => true;

    private Stream Inner => inner;

    /// <summary>Takes itself off an answer that has not begun: what is written in its place has a framing of its own.</summary>
    public static void TakeOff(HttpResponse response)
    {
        if (response.Body is TrailingStream framing)
        {
            response.Body = framing.Inner;
        }
    }

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (buffer.IsEmpty)
        {
            // A chunk of no length would be the end.
            return;
        }

        var whole = ArrayPool<byte>.Shared.Rent(buffer.Length + 16);
        try
        {
            buffer.Length.TryFormat(whole, out var size, "x", CultureInfo.InvariantCulture);
            LineEnd.Span.CopyTo(whole.AsSpan(size));
            buffer.Span.CopyTo(whole.AsSpan(size + 2));
            LineEnd.Span.CopyTo(whole.AsSpan(size + 2 + buffer.Length));
            await inner.WriteAsync(whole.AsMemory(0, size + 4 + buffer.Length), cancellationToken);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(whole);
        }
    }

    /// <summary>Writes the last chunk and those of the trailers that may pass.</summary>
    public ValueTask EndAsync(HttpResponseHeaders trailers, Func<string, string, bool> mayPass, CancellationToken cancellationToken)
    {
        var end = new StringBuilder("0\r\n");
        foreach (var (name, values) in trailers.NonValidated)
        {
            foreach (var value in values)
            {
                if (mayPass(name, value))
                {
                    end.Append(CultureInfo.InvariantCulture, $"{name}: {value}\r\n");
                }
            }
        }

        return inner.WriteAsync(Encoding.Latin1.GetBytes(end.Append("\r\n").ToString()), cancellationToken);
    }

    public override Task FlushAsync(CancellationToken cancellationToken) => inner.FlushAsync(cancellationToken);
}
