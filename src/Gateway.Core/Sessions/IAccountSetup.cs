using Gateway.Core.Primitives;

namespace Gateway.Core.Sessions;

/// <summary>Gives the engine its accounts, at start and whenever the settings have changed.</summary>
public interface IAccountSetup
{
    /// <summary>
    /// Makes these the configured accounts. An unchanged one goes on as it is; a changed one is built anew and keeps its token while
    /// the store is asked whether it still may; one that is gone serves no request any more.
    /// </summary>
    void Apply(IReadOnlyList<AccountDefinition> accounts, AccountName? defaultAccount);
}
