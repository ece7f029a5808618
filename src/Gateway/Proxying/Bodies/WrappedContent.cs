using System.Net;

namespace Gateway.Proxying.Bodies;

/// <summary>
/// A content that goes out in another one's place, under its headers and its framing: of a stated length only if a header states it.
/// Owns the other one.
/// </summary>
internal abstract class WrappedContent : HttpContent
{
    protected WrappedContent(HttpContent inner)
    {
        Inner = inner;
        foreach (var (name, values) in inner.Headers.NonValidated)
        {
            if (values.Count == 1)
            {
                Headers.TryAddWithoutValidation(name, values.ToString());
            }
            else
            {
                Headers.TryAddWithoutValidation(name, values);
            }
        }
    }

    protected HttpContent Inner { get; }

    protected sealed override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
        SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected abstract override Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken);

    protected sealed override bool TryComputeLength(out long length)
    {
        length = 0;
        return false;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            Inner.Dispose();
        }

        base.Dispose(disposing);
    }
}
