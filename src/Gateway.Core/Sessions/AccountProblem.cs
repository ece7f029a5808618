namespace Gateway.Core.Sessions;

/// <summary>Why an account has no usable token, in the words that callers and operators are given.</summary>
/// <param name="Code">The stable code, one of <see cref="AccountProblemCode"/>.</param>
/// <param name="Detail">What happened and what a person can do; no secrets.</param>
/// <param name="RetryAt">When trying again can help; null if only a person can.</param>
public sealed record AccountProblem(string Code, string Detail, DateTimeOffset? RetryAt = null);
