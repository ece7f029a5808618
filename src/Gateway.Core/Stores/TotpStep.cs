namespace Gateway.Core.Stores;

/// <summary>The last time step whose code was sent; no step is used twice.</summary>
/// <param name="Step">Its number since 1970.</param>
public sealed record TotpStep(long Step);
