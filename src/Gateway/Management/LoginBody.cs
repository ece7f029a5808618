using System.Text.Json.Serialization;

namespace Gateway.Management;

/// <summary>The optional body of a login.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record LoginBody(bool Force = false);
