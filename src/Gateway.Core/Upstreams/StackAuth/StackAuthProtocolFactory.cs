namespace Gateway.Core.Upstreams.StackAuth;

/// <summary>Registers Stack Auth, which is called Hexclave today.</summary>
public sealed class StackAuthProtocolFactory : IUpstreamProtocolFactory
{
    /// <inheritdoc />
    public string Name => "StackAuth";

    /// <inheritdoc />
    public IReadOnlyCollection<string> Aliases { get; } = ["Hexclave"];

    /// <inheritdoc />
    public IReadOnlyCollection<string> SettingKeys { get; } = [StackAuthSettings.ProjectId, StackAuthSettings.BranchId, StackAuthSettings.AccessType];

    /// <inheritdoc />
    public IReadOnlyCollection<string> SecretKeys { get; } = [StackAuthSettings.PublishableClientKey, StackAuthSettings.SecretServerKey];

    /// <inheritdoc />
    public IReadOnlyCollection<string> AccountKeys { get; } = [StackAuthSettings.OtpCallbackUrl, StackAuthSettings.UserId];

    /// <inheritdoc />
    public ILoginDialect Logins { get; } = new StackAuthLoginDialect();

    /// <inheritdoc />
    public UpstreamAddresses ResolveAddresses(UpstreamSettings settings) => StackAuthAddresses.Resolve(settings);

    /// <inheritdoc />
    public UpstreamSetup ReadUpstream(UpstreamSettings settings) => StackAuthSettings.ReadUpstream(settings);

    /// <inheritdoc />
    public AccountSetup ReadAccount(AccountSettings settings) => StackAuthSettings.ReadAccount(settings);

    /// <inheritdoc />
    public IUpstreamProtocol Create(UpstreamDefinition upstream, HttpMessageInvoker http, TimeProvider clock) =>
        new StackAuthProtocol(upstream, http, clock);
}
