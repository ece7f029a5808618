namespace Gateway.Listeners;

/// <summary>One listener, validated.</summary>
/// <param name="Kind">What it serves.</param>
/// <param name="Url">The address as written, for messages.</param>
/// <param name="Address">Where it binds.</param>
/// <param name="SocketMode">The mode of a unix socket's file. Default 600 octal: owner only.</param>
/// <param name="Certificate">Where the certificate of an https listener is; null for the others.</param>
public sealed record ListenerSettings(
    ListenerKind Kind,
    string Url,
    ListenerAddress Address,
    UnixFileMode SocketMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
    CertificateLocation? Certificate = null);
