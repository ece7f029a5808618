using System.Runtime.CompilerServices;

namespace Gateway.Proxying.EarlyAnswers;

/// <summary>
/// Passes the pieces of a body on to the client library until the upstream takes no more; what comes then is dropped. Does not own the
/// stream below.
/// </summary>
internal sealed class UploadStream(Stream inner, Upload upload) : AsyncStream
{
    private readonly TaskCompletionSource _left = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public override bool CanRead => false;

    public override bool CanWrite => true;

    /// <summary>Completes when the stream below is not used any more, before the end of the body.</summary>
    public Task Left => _left.Task;

    /// <summary>How many bytes were passed on.</summary>
    public long Taken { get; private set; }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (Left.IsCompleted)
        {
            return;
        }

        Taken += buffer.Length;
        await inner.WriteAsync(buffer, cancellationToken);
        LeaveIfAnswered();
    }

    public override async Task FlushAsync(CancellationToken cancellationToken)
    {
        if (Left.IsCompleted)
        {
            return;
        }

        await inner.FlushAsync(cancellationToken);
        LeaveIfAnswered();
    }

    // Only here, between two writes: the stream below is not made for two at once.
    private void LeaveIfAnswered()
    {
        if (upload.IsAnswered)
        {
            _left.TrySetResult();
        }
    }
}
