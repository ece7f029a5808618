namespace Gateway.Core.Sessions;

/// <summary>Holds what is true of an account now: read by a volatile read, swapped as a whole, each change told.</summary>
internal sealed class SnapshotCell(AccountSnapshot first)
{
    private AccountSnapshot _snapshot = first;

    public event Action<AccountSnapshot>? Changed;

    public AccountSnapshot Current => Volatile.Read(ref _snapshot);

    public AccountSnapshot Swap(Func<AccountSnapshot, AccountSnapshot> change)
    {
        // Writers are the one piece of work that runs, a recheck of credentials beside it and the scheduler's due call; the loop settles
        // the rare race between them.
        AccountSnapshot current, next;
        do
        {
            current = Current;
            next = change(current);
        }
        while (!ReferenceEquals(Interlocked.CompareExchange(ref _snapshot, next, current), current));

        Changed?.Invoke(next);
        return next;
    }
}
