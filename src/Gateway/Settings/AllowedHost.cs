namespace Gateway.Settings;

/// <summary>One entry of <c>Gateway:Inbound:AllowedHosts</c>.</summary>
/// <param name="Name">The name in lower case without a trailing dot, or an address in its shortest form without brackets.</param>
/// <param name="Port">The only port it counts with; null for any.</param>
public sealed record AllowedHost(string Name, int? Port);
