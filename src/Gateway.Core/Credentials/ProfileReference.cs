namespace Gateway.Core.Credentials;

/// <summary>A section of an STX profile file.</summary>
/// <param name="Path">The file.</param>
/// <param name="Section">The section's name, such as <c>default</c>.</param>
public sealed record ProfileReference(string Path, string Section);
