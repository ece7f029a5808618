namespace Gateway.Settings;

/// <summary>How requests are proxied.</summary>
/// <param name="AccountPrefix">What stands before an account's name in a path, such as <c>/@</c>; null if switched off.</param>
/// <param name="ActivityTimeout">How long a proxied HTTP exchange may be idle. Default 100 seconds.</param>
/// <param name="DrainTimeout">How long requests in flight may go on at shutdown. Default 8 seconds.</param>
public sealed record ProxySettings(string? AccountPrefix, TimeSpan ActivityTimeout, TimeSpan DrainTimeout);
