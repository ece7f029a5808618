namespace Gateway.Core.Stores;

/// <summary>A lease as a backend gives it.</summary>
/// <param name="Fence">Its fencing number.</param>
/// <param name="CountedFor">
/// For how long the place has counted the account's leases, if that is shorter than their life: the account is new there, or the
/// place has lost everything, and with it the lease that somebody may still work under. Null if it is longer.
/// </param>
public sealed record LeaseTicket(long Fence, TimeSpan? CountedFor = null);
