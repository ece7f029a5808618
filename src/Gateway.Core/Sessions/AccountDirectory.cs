using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;
using Gateway.Core.Credentials;
using Gateway.Core.Primitives;
using Gateway.Core.Stores;
using Gateway.Core.Upstreams;
using Microsoft.Extensions.Logging;

namespace Gateway.Core.Sessions;

/// <summary>Holds the account sessions of the configured accounts and exchanges them when the settings change.</summary>
internal sealed class AccountDirectory : IAccountDirectory, IAccountSetup
{
    private readonly UpstreamProtocols _protocols;
    private readonly ISessionStore _store;
    private readonly ICredentialSource _credentials;
    private readonly TimeProvider _clock;
    private readonly Jitter _jitter;
    private readonly ILogger<AccountSession> _logger;
    private readonly Lock _lock = new();
    private volatile State _state = new(FrozenDictionary<AccountName, AccountSession>.Empty, [], null);

    public AccountDirectory(
        UpstreamProtocols protocols,
        ISessionStore store,
        ICredentialSource credentials,
        TimeProvider clock,
        Jitter jitter,
        ILogger<AccountSession> logger)
    {
        (_protocols, _store, _credentials, _clock, _jitter, _logger) = (protocols, store, credentials, clock, jitter, logger);
        store.Changed += OnStoreChanged;
        store.AvailabilityChanged += OnStoreAvailability;
    }

    /// <summary>Raised when accounts came or went.</summary>
    public event Action? MembersChanged;

    public IReadOnlyList<IAccountSession> All => _state.Ordered;

    public IAccountSession? Default => _state.Default;

    internal IReadOnlyList<AccountSession> Sessions => _state.Ordered;

    public bool TryGet(AccountName name, [NotNullWhen(true)] out IAccountSession? account)
    {
        var found = _state.ByName.TryGetValue(name, out var session);
        account = session;
        return found;
    }

    public void Apply(IReadOnlyList<AccountDefinition> accounts, AccountName? defaultAccount)
    {
        lock (_lock)
        {
            var before = _state.ByName;
            var after = accounts.Select(account => Continue(account, before.GetValueOrDefault(account.Name))).ToFrozenDictionary(s => s.Definition.Name);
            var ordered = after.Values.OrderBy(session => session.Definition.Name.Value, StringComparer.Ordinal).ToArray();
            _state = new State(after, ordered, defaultAccount is { } name ? after.GetValueOrDefault(name) : null);
        }

        MembersChanged?.Invoke();
    }

    // One subscription for all accounts: a message costs one look-up, however many there are.
    private void OnStoreChanged(AccountName name) => _state.ByName.GetValueOrDefault(name)?.OnStoreChanged();

    private void OnStoreAvailability(string? away)
    {
        foreach (var session in _state.Ordered)
        {
            if (away is null)
            {
                _ = session.OnStoreBackAsync();
            }
            else
            {
                session.OnStoreAway(away);
            }
        }
    }

    private AccountSession Continue(AccountDefinition account, AccountSession? predecessor)
    {
        if (predecessor is not null && predecessor.Definition == account)
        {
            predecessor.Reconsider();
            return predecessor;
        }

        var protocol = _protocols.For(account.Upstream);
        return new AccountSession(
            account, protocol, _store, _credentials, _clock, _jitter, _logger, predecessor,
            // The token of another user or upstream is not served for a moment, whatever the store will say.
            predecessor is not null && account.IsOfUser(predecessor.Definition)
                && protocol.OwnerOf(string.Empty) == predecessor.Protocol.OwnerOf(string.Empty));
    }

    private sealed record State(FrozenDictionary<AccountName, AccountSession> ByName, AccountSession[] Ordered, AccountSession? Default);
}
