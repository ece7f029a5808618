namespace Gateway.Settings;

/// <summary>How requests are proxied.</summary>
/// <param name="AccountPrefix">What stands before an account's name in a path, such as <c>/@</c>; null if switched off.</param>
/// <param name="ActivityTimeout">How long a proxied HTTP exchange may be idle. Default 100 seconds.</param>
/// <param name="DrainTimeout">How long requests in flight may go on at shutdown. Default 8 seconds.</param>
public sealed record ProxySettings(string? AccountPrefix, TimeSpan ActivityTimeout, TimeSpan DrainTimeout)
{
    /// <summary>The default of <see cref="MaxReplayBytes"/>.</summary>
    public const int DefaultMaxReplayBytes = 65_536;

    /// <summary>The most that <see cref="MaxReplayBytes"/> may be.</summary>
    public const int GreatestMaxReplayBytes = 16 * 1024 * 1024;

    /// <summary>How many bytes of a request's body are kept at most, to read it or to send it once more. Default 64 KiB; zero keeps none.</summary>
    public int MaxReplayBytes { get; init; } = DefaultMaxReplayBytes;
}
