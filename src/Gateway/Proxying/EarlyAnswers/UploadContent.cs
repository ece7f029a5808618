using System.Net;
using Gateway.Proxying.Bodies;

namespace Gateway.Proxying.EarlyAnswers;

/// <summary>
/// Sends a body, and ends at once when the upstream has answered and takes no more of it. The caller's body is then read to its end all
/// the same, beside the answer: most clients read an answer only after they have sent all, and a body that is kept may be sent again.
/// </summary>
internal sealed class UploadContent(HttpContent body, Upload upload) : WrappedContent(body)
{
    private static readonly ReadOnlyMemory<byte> Nothing = new byte[32 * 1024];

    /// <summary>True if the body of this request was not taken whole.</summary>
    public static bool IsLeft(HttpRequestMessage? request) => request?.Content is UploadContent { IsAnswered: true };

    private bool IsAnswered => upload.IsAnswered;

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        var sending = new UploadStream(stream, upload);
        var whole = Inner.CopyToAsync(sending, context, cancellationToken);
        await Task.WhenAny(whole, sending.Left);
        if (!sending.Left.IsCompleted)
        {
            await whole;
            return;
        }

        // The forwarder waits for the rest and is told how it ends.
        _ = whole.ContinueWith(static rest => rest.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);

        // The client library wants as many bytes as were promised. None of these leaves: the connection takes nothing any more.
        for (var missing = Headers.ContentLength - sending.Taken; missing > 0; missing -= Math.Min(missing.Value, Nothing.Length))
        {
            await stream.WriteAsync(Nothing[..(int)Math.Min(missing.Value, Nothing.Length)], cancellationToken);
        }
    }
}
