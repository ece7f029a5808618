using Gateway.Core.Upstreams;

namespace Gateway.Settings;

/// <summary>Every key that is accepted. <c>{u}</c> and <c>{a}</c> stand for the name of an upstream and of an account.</summary>
public static class SettingKeys
{
    /// <summary>The keys that do not depend on protocols.</summary>
    public static IReadOnlyList<string> Common { get; } =
    [
        "Gateway:Upstreams:{u}:Protocol",
        "Gateway:Upstreams:{u}:BaseUrl",
        "Gateway:Upstreams:{u}:AuthUrl",
        "Gateway:Upstreams:{u}:RefreshBeforeExpiry",
        "Gateway:Upstreams:{u}:AccessTokenLifetime",
        "Gateway:Upstreams:{u}:AllowHttp",
        "Gateway:Upstreams:{u}:Proxy",
        "Gateway:Upstreams:{u}:PassCookies",
        "Gateway:Accounts:{a}:Upstream",
        "Gateway:Accounts:{a}:Email",
        "Gateway:Accounts:{a}:Username",
        "Gateway:Accounts:{a}:Password",
        "Gateway:Accounts:{a}:PasswordFile",
        "Gateway:Accounts:{a}:Profile",
        "Gateway:Accounts:{a}:DeviceId",
        "Gateway:Accounts:{a}:Login",
        "Gateway:Accounts:{a}:Required",
        "Gateway:Accounts:{a}:LoginBudget",
        "Gateway:Accounts:{a}:LoginBudgetWindow",
        "Gateway:Accounts:{a}:TwoFactor:CodeLifetime",
        "Gateway:DefaultAccount",
        "Gateway:Store:Kind",
        "Gateway:Store:Path",
        "Gateway:Store:EncryptionKey",
        "Gateway:Store:EncryptionKeyFile",
        "Gateway:Proxy:Url",
        "Gateway:Proxy:SocketMode",
        "Gateway:Proxy:AccountPrefix",
        "Gateway:Proxy:DrainTimeout",
        "Gateway:Proxy:ActivityTimeout",
        "Gateway:Management:Url",
        "Gateway:Management:SocketMode",
        "Gateway:Health:Url",
        "Gateway:Health:SocketMode",
        "Gateway:Log:Format",
    ];

    /// <summary>All keys, those of the protocols included.</summary>
    public static IReadOnlyList<string> With(IEnumerable<IUpstreamProtocolFactory> protocols) =>
    [
        .. Common,
        .. protocols.SelectMany(protocol => protocol.SettingKeys).Distinct(StringComparer.OrdinalIgnoreCase).Select(key => $"Gateway:Upstreams:{{u}}:{key}"),
    ];
}
