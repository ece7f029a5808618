namespace Gateway.Problems;

/// <summary>What all problems of one code have in common.</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="Title">A short sentence that never changes with the occasion.</param>
internal readonly record struct ProblemKind(int Status, string Title);
