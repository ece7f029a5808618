using Gateway.Core.Upstreams;

namespace Gateway.Settings.Sections;

/// <summary><c>Gateway:Upstreams:{u}</c>.</summary>
internal static class UpstreamSection
{
    private static readonly string[] Later = ["StackAuth", "Hexclave"];

    /// <summary>Reads one upstream; null if something in it is wrong.</summary>
    public static UpstreamDefinition? Read(SettingsScope scope, string name, IReadOnlyList<IUpstreamProtocolFactory> protocols, IReadOnlyList<ProfileHint> hints)
    {
        // All keys are looked at before the first one may end the reading.
        var allowHttp = scope.Flag("AllowHttp", false);
        var lead = scope.Span("RefreshBeforeExpiry", TimeSpan.FromMinutes(1));
        var lifetime = scope.Span("AccessTokenLifetime", TimeSpan.FromHours(1));
        var answerLogins = scope.Flag("AnswerLogins", true);
        var passCookies = scope.Flag("PassCookies", false);
        var proxy = scope.Has("Proxy") ? Url(scope, "Proxy", scope.Text("Proxy")!, allowHttp: true) : null;
        if (proxy is { AbsolutePath: not "/" })
        {
            scope.Problem("Proxy", "a proxy has no path. Write only its scheme, host and port.");
        }

        if (Protocol(scope, protocols) is not { } protocol)
        {
            return null;
        }

        var (baseUrl, authUrl) = Addresses(scope, protocol, new UpstreamPlace(scope, protocol, hints), allowHttp);
        return baseUrl is null || authUrl is null ? null : new UpstreamDefinition
        {
            Name = name,
            Protocol = protocol.Name,
            BaseUrl = baseUrl,
            AuthUrl = authUrl,
            RefreshBeforeExpiry = lead,
            AccessTokenLifetime = lifetime,
            Proxy = proxy,
            PassCookies = passCookies,
            AnswerLogins = answerLogins,
        };
    }

    private static IUpstreamProtocolFactory? Protocol(SettingsScope scope, IReadOnlyList<IUpstreamProtocolFactory> protocols)
    {
        string[] names = [.. protocols.Select(protocol => protocol.Name)];
        if (scope.Text("Protocol") is not { } text)
        {
            scope.Problem("Protocol", $"is missing. Set it to {Quoted.OneOf(names)}.");
            return null;
        }

        if (protocols.FirstOrDefault(protocol => protocol.Name.Equals(text, StringComparison.OrdinalIgnoreCase)) is not { } found)
        {
            scope.Problem("Protocol", Later.Contains(text, StringComparer.OrdinalIgnoreCase)
                ? $"{Quoted.Text(text)} is not supported by this version. Use {Quoted.OneOf(names)}."
                : $"{Quoted.Text(text)} is not known. Use {Quoted.OneOf(names)}.");
            return null;
        }

        foreach (var key in protocols.SelectMany(protocol => protocol.SettingKeys).Except(found.SettingKeys, StringComparer.OrdinalIgnoreCase).Where(scope.Has))
        {
            scope.Problem(key, $"the protocol {found.Name} does not have this key. Take it out.");
        }

        return found;
    }

    private static (Uri? Base, Uri? Auth) Addresses(SettingsScope scope, IUpstreamProtocolFactory protocol, UpstreamPlace place, bool allowHttp)
    {
        var addresses = protocol.ResolveAddresses(new UpstreamSettings(scope.Path, place.Values));
        foreach (var problem in addresses.Problems)
        {
            scope.Problem(place.InWrittenNames(problem));
        }

        var baseUrl = addresses.BaseUrl is null ? null : Url(scope, "BaseUrl", addresses.BaseUrl, allowHttp);
        var authUrl = addresses.AuthUrl is null || addresses.AuthUrl == addresses.BaseUrl ? baseUrl : Url(scope, "AuthUrl", addresses.AuthUrl, allowHttp);
        return (baseUrl, authUrl);
    }

    private static Uri? Url(SettingsScope scope, string key, string text, bool allowHttp)
    {
        var (url, problem) = UpstreamUrl.Parse(text, allowHttp, scope.Key("AllowHttp"));
        if (problem is not null)
        {
            scope.Problem(key, problem);
        }

        return url;
    }
}
