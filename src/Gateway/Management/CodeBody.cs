using System.Text.Json.Serialization;

namespace Gateway.Management;

/// <summary>The body that gives a second-factor code. Never logged: a record would print its members, so printing is taken over.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record CodeBody(string? Code)
{
    public override string ToString() => nameof(CodeBody);
}
