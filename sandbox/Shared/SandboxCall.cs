namespace Sandbox.Shared;

/// <summary>One call that reached a stand-in. Written when it arrived; <see cref="Status"/> and body size fill in as it is answered.</summary>
public abstract class SandboxCall
{
    private readonly Signal _bodyGrew = new();
    private int _status;
    private long _bodyBytes;

    /// <summary>What was asked for, by the stand-in's own names.</summary>
    public required string Operation { get; init; }

    public required string Method { get; init; }

    /// <summary>The request target, byte for byte as it was received.</summary>
    public required string RawTarget { get; init; }

    /// <summary>The access token as it was sent, or null.</summary>
    public required string? AccessToken { get; init; }

    public required TokenState TokenState { get; init; }

    /// <summary>The time on the clock that the stand-in was given, without its clock skew.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>The request's headers; several values are joined with a comma.</summary>
    public required IReadOnlyDictionary<string, string> Headers { get; init; }

    /// <summary>The HTTP status of the answer; 0 while there is none.</summary>
    public int Status { get => Volatile.Read(ref _status); internal set => Volatile.Write(ref _status, value); }

    /// <summary>How much of a REST request's body has arrived so far.</summary>
    public long BodyBytes => Volatile.Read(ref _bodyBytes);

    /// <summary>Completes when so much of a REST request's body has arrived.</summary>
    public Task WhenBodyReachesAsync(long bytes, CancellationToken cancellationToken = default) =>
        _bodyGrew.UntilAsync(() => BodyBytes >= bytes, cancellationToken);

    internal void AddBodyBytes(int count)
    {
        _ = Interlocked.Add(ref _bodyBytes, count);
        _bodyGrew.Raise();
    }
}
