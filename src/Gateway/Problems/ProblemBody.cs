namespace Gateway.Problems;

/// <summary>The JSON members of a problem (RFC 9457), in the order in which they are written.</summary>
internal sealed record ProblemBody(string Type, string Title, int Status, string Detail, string Code, string? Account);
