using System.Collections.Immutable;
using Gateway.Core.Primitives;
using Gateway.Core.Sessions;
using Gateway.Core.Upstreams;
using Gateway.Listeners;

namespace Gateway.Settings;

/// <summary>The validated settings as one immutable whole. What was written is gone; nothing in here needs checking again.</summary>
public sealed record GatewayModel
{
    /// <summary>The upstreams, by name.</summary>
    public required ImmutableArray<UpstreamDefinition> Upstreams { get; init; }

    /// <summary>The service accounts, by name.</summary>
    public required ImmutableArray<AccountDefinition> Accounts { get; init; }

    /// <summary>The account of requests that name none; null if there are several and none was chosen.</summary>
    public AccountName? DefaultAccount { get; init; }

    /// <summary>Where sessions rest.</summary>
    public required StoreSettings Store { get; init; }

    /// <summary>The listener that bots call.</summary>
    public required ListenerSettings Proxy { get; init; }

    /// <summary>The listener that operators call.</summary>
    public required ListenerSettings Management { get; init; }

    /// <summary>Who may call. Default: whoever reaches the proxy listener from this machine.</summary>
    public InboundSettings Inbound { get; init; } = new();

    /// <summary>Who may operate. Default: whoever reaches the management listener from this machine.</summary>
    public ManagementAccess ManagementAccess { get; init; } = new();

    /// <summary>The listener of probes; null for none.</summary>
    public ListenerSettings? Health { get; init; }

    /// <summary>How requests are proxied.</summary>
    public required ProxySettings Proxying { get; init; }

    /// <summary>How the log is written.</summary>
    public required LogFormat LogFormat { get; init; }
}
