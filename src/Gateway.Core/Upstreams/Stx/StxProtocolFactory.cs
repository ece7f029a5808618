namespace Gateway.Core.Upstreams.Stx;

/// <summary>Registers the STX exchange.</summary>
public sealed class StxProtocolFactory : IUpstreamProtocolFactory
{
    /// <inheritdoc />
    public string Name => "Stx";

    /// <inheritdoc />
    public IReadOnlyCollection<string> SettingKeys { get; } = ["Region", "Environment"];

    /// <inheritdoc />
    public ILoginDialect Logins { get; } = new StxLoginDialect();

    /// <inheritdoc />
    public UpstreamAddresses ResolveAddresses(UpstreamSettings settings) => StxAddresses.Resolve(settings);

    /// <inheritdoc />
    public IUpstreamProtocol Create(UpstreamDefinition upstream, HttpMessageInvoker http, TimeProvider clock) =>
        new StxProtocol(upstream, http, clock);
}
