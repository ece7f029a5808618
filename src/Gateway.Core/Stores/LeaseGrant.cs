using Gateway.Core.Primitives;

namespace Gateway.Core.Stores;

/// <summary>A lease as the backend gave it.</summary>
/// <param name="Account">Whose.</param>
/// <param name="Owner">The name of the holder, different for each lease.</param>
/// <param name="Ticket">What the backend gave.</param>
/// <param name="AskedAt">The clock's timestamp before it was asked for, from which its life counts.</param>
internal readonly record struct LeaseGrant(AccountName Account, LeaseOwner Owner, LeaseTicket Ticket, long AskedAt);
