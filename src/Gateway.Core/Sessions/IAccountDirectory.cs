using System.Diagnostics.CodeAnalysis;
using Gateway.Core.Primitives;

namespace Gateway.Core.Sessions;

/// <summary>The accounts that are configured now.</summary>
public interface IAccountDirectory
{
    /// <summary>All accounts, by name.</summary>
    IReadOnlyList<IAccountSession> All { get; }

    /// <summary>The account that a request gets which names none; null if there is none.</summary>
    IAccountSession? Default { get; }

    /// <summary>Finds an account; no lock.</summary>
    bool TryGet(AccountName name, [NotNullWhen(true)] out IAccountSession? account);
}
