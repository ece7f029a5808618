namespace Gateway.Core.Stores;

/// <summary>
/// Who holds a lease. A process works on an account one turn after the other, so its next turn may take at once what an earlier one left;
/// what an earlier turn sent late (a renewal, a return) does nothing to the next.
/// </summary>
/// <param name="Process">The same for all turns of one process and for no other process; without a slash.</param>
/// <param name="Turn">Different for each turn.</param>
public readonly record struct LeaseOwner(string Process, string Turn)
{
    /// <summary>What the names of all turns of the process begin with, and no others.</summary>
    public string Prefix => $"{Process}/";

    /// <summary>The name of the turn.</summary>
    public override string ToString() => Prefix + Turn;
}
