using Gateway.Core.Upstreams;

namespace Gateway.Settings;

/// <summary>Every key that is accepted. <c>{u}</c>, <c>{a}</c> and <c>{c}</c> stand for the name of an upstream, an account and a caller.</summary>
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
        "Gateway:Upstreams:{u}:AnswerLogins",
        "Gateway:Accounts:{a}:Upstream",
        "Gateway:Accounts:{a}:Email",
        "Gateway:Accounts:{a}:Username",
        "Gateway:Accounts:{a}:Password",
        "Gateway:Accounts:{a}:PasswordFile",
        "Gateway:Accounts:{a}:Profile",
        "Gateway:Accounts:{a}:Method",
        "Gateway:Accounts:{a}:DeviceId",
        "Gateway:Accounts:{a}:Login",
        "Gateway:Accounts:{a}:Required",
        "Gateway:Accounts:{a}:LoginBudget",
        "Gateway:Accounts:{a}:LoginBudgetWindow",
        "Gateway:Accounts:{a}:TwoFactor:Source",
        "Gateway:Accounts:{a}:TwoFactor:CodeLifetime",
        "Gateway:Accounts:{a}:TwoFactor:TotpSecret",
        "Gateway:Accounts:{a}:TwoFactor:TotpSecretFile",
        "Gateway:Accounts:{a}:TwoFactor:Command",
        "Gateway:DefaultAccount",
        "Gateway:Store:Kind",
        "Gateway:Store:Path",
        "Gateway:Store:Redis",
        "Gateway:Store:RedisFile",
        "Gateway:Store:KeyPrefix",
        "Gateway:Store:EncryptionKey",
        "Gateway:Store:EncryptionKeyFile",
        "Gateway:Store:AllowPlaintext",
        "Gateway:Inbound:Callers:{c}:Key",
        "Gateway:Inbound:Callers:{c}:KeyFile",
        "Gateway:Inbound:Callers:{c}:KeyHash",
        "Gateway:Inbound:Callers:{c}:Account",
        "Gateway:Inbound:Callers:{c}:Accounts",
        "Gateway:Inbound:Callers:{c}:ReadOnly",
        "Gateway:Inbound:Callers:{c}:RequestsPerSecond",
        "Gateway:Inbound:Callers:{c}:Concurrency",
        "Gateway:Inbound:AllowedHosts",
        "Gateway:Inbound:AllowedOrigins",
        "Gateway:Inbound:AllowAnonymous",
        "Gateway:Proxy:Url",
        "Gateway:Proxy:SocketMode",
        "Gateway:Proxy:CertificateFile",
        "Gateway:Proxy:CertificateKeyFile",
        "Gateway:Proxy:AccountPrefix",
        "Gateway:Proxy:DrainTimeout",
        "Gateway:Proxy:ActivityTimeout",
        "Gateway:Proxy:MaxReplayBytes",
        "Gateway:Management:Url",
        "Gateway:Management:SocketMode",
        "Gateway:Management:CertificateFile",
        "Gateway:Management:CertificateKeyFile",
        "Gateway:Management:Key",
        "Gateway:Management:KeyFile",
        "Gateway:Management:AllowAnonymous",
        "Gateway:Health:Url",
        "Gateway:Health:SocketMode",
        "Gateway:Health:CertificateFile",
        "Gateway:Health:CertificateKeyFile",
        "Gateway:Log:Format",
    ];

    /// <summary>Those of the keys that hold a list: one comma-separated text, or <c>:0</c>, <c>:1</c> and so on below them.</summary>
    public static IReadOnlyList<string> Lists { get; } =
    [
        "Gateway:Accounts:{a}:TwoFactor:Command",
        "Gateway:Inbound:Callers:{c}:Accounts",
        "Gateway:Inbound:AllowedHosts",
        "Gateway:Inbound:AllowedOrigins",
    ];

    /// <summary>All keys, those of the protocols included.</summary>
    public static IReadOnlyList<string> With(IEnumerable<IUpstreamProtocolFactory> protocols) =>
    [
        .. Common,
        .. protocols.SelectMany(protocol => protocol.SettingKeys.Concat(protocol.SecretKeys.SelectMany(AndFile)))
            .Distinct(StringComparer.OrdinalIgnoreCase).Select(key => $"Gateway:Upstreams:{{u}}:{key}"),
        .. protocols.SelectMany(protocol => protocol.AccountKeys).Distinct(StringComparer.OrdinalIgnoreCase).Select(key => $"Gateway:Accounts:{{a}}:{key}"),
    ];

    private static string[] AndFile(string key) => [key, key + "File"];
}
