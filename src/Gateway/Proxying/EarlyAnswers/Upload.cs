namespace Gateway.Proxying.EarlyAnswers;

/// <summary>
/// The body of one request on its way to the upstream: what its content and the connection under it know of each other. It goes with the
/// flow of the request, because the client library, which lies between the two, shows neither to the other.
/// </summary>
internal sealed class Upload
{
    private static readonly AsyncLocal<Upload?> Flow = new();

    private volatile bool _isSent;
    private volatile bool _isAnswered;

    /// <summary>The upload of the request that is being sent by this flow; null if it has none or has sent it.</summary>
    public static Upload? Current => Flow.Value is { _isSent: false } upload ? upload : null;

    /// <summary>True once the upstream has answered and takes no more of it: the rest goes nowhere.</summary>
    public bool IsAnswered => _isAnswered;

    /// <summary>Begins the upload of this flow.</summary>
    public static Upload Begin() => Flow.Value = new Upload();

    public void OnAnswered() => _isAnswered = true;

    /// <summary>The client library has handed over all of it and looks at the answer.</summary>
    public void OnSent() => _isSent = true;
}
