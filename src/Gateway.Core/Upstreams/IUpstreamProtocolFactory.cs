namespace Gateway.Core.Upstreams;

/// <summary>One kind of upstream as the settings see it: its keys, its addresses, and how to make its protocol.</summary>
public interface IUpstreamProtocolFactory
{
    /// <summary>The value of <c>Protocol</c>; matched without regard to case.</summary>
    string Name { get; }

    /// <summary>Other values of <c>Protocol</c> that mean the same.</summary>
    IReadOnlyCollection<string> Aliases => [];

    /// <summary>Settings keys below <c>Gateway:Upstreams:{u}</c> that only this protocol knows.</summary>
    IReadOnlyCollection<string> SettingKeys { get; }

    /// <summary>Those below <c>Gateway:Upstreams:{u}</c> that hold a secret, not named by <see cref="SettingKeys"/>; each can be given by a file.</summary>
    IReadOnlyCollection<string> SecretKeys => [];

    /// <summary>Settings keys below <c>Gateway:Accounts:{a}</c> that only this protocol knows.</summary>
    IReadOnlyCollection<string> AccountKeys => [];

    /// <summary>How clients log in by themselves; null if the gateway does not answer them.</summary>
    ILoginDialect? Logins => null;

    /// <summary>Finds the addresses. Every problem is a sentence that names the key and the way out.</summary>
    UpstreamAddresses ResolveAddresses(UpstreamSettings settings);

    /// <summary>Reads what only this protocol knows of an upstream. Default nothing.</summary>
    UpstreamSetup ReadUpstream(UpstreamSettings settings) => UpstreamSetup.Nothing;

    /// <summary>Reads how an account logs in. Default by password and in no other way.</summary>
    AccountSetup ReadAccount(AccountSettings settings) => AccountSetup.PasswordOnly(settings);

    /// <summary>Makes the protocol for a validated upstream.</summary>
    /// <param name="upstream">The upstream.</param>
    /// <param name="http">Sends the protocol's own calls; neither follows redirects nor keeps cookies.</param>
    /// <param name="clock">The clock.</param>
    IUpstreamProtocol Create(UpstreamDefinition upstream, HttpMessageInvoker http, TimeProvider clock);
}
