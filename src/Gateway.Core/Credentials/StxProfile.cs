using Gateway.Core.Primitives;

namespace Gateway.Core.Credentials;

/// <summary>One section of an STX profile file. Absent and empty values are null; keys that are not listed here are not read.</summary>
/// <param name="Region">Key <c>region</c>.</param>
/// <param name="Environment">Key <c>env</c>.</param>
/// <param name="Email">Key <c>email</c>.</param>
/// <param name="Password">Key <c>password</c>.</param>
public sealed record StxProfile(string? Region, string? Environment, string? Email, Secret? Password);
