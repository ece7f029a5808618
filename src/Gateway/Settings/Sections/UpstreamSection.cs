using Gateway.Core.Secrets;
using Gateway.Core.Upstreams;

namespace Gateway.Settings.Sections;

/// <summary><c>Gateway:Upstreams:{u}</c>.</summary>
internal static class UpstreamSection
{
    /// <summary>Reads one upstream.</summary>
    public static UpstreamReading Read(SettingsScope scope, string name, IReadOnlyList<IUpstreamProtocolFactory> protocols, IReadOnlyList<ProfileHint> hints)
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
            return new UpstreamReading(name, null, UpstreamOptions.None, null);
        }

        var place = new UpstreamPlace(scope, protocol, hints);
        var settings = new UpstreamSettings(scope.Path, place.Values) { Secrets = Secrets(scope, protocol) };
        var (baseUrl, authUrl) = Addresses(scope, protocol, place, settings, allowHttp);
        var options = Options(scope, protocol, settings);
        return new UpstreamReading(name, protocol, options, baseUrl is null || authUrl is null ? null : new UpstreamDefinition
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
            Options = options,
        });
    }

    private static IUpstreamProtocolFactory? Protocol(SettingsScope scope, IReadOnlyList<IUpstreamProtocolFactory> protocols)
    {
        string[] names = [.. protocols.Select(protocol => protocol.Name)];
        if (scope.Text("Protocol") is not { } text)
        {
            scope.Problem("Protocol", $"is missing. Set it to {Quoted.OneOf(names)}.");
            return null;
        }

        if (protocols.FirstOrDefault(protocol => IsNamed(protocol, text)) is not { } found)
        {
            scope.Problem("Protocol", $"{Quoted.Text(text)} is not known. Use {Quoted.OneOf(names)}.");
            return null;
        }

        foreach (var key in protocols.SelectMany(KeysOf).Except(KeysOf(found), StringComparer.OrdinalIgnoreCase).Where(scope.IsWritten))
        {
            scope.Problem(key, $"the protocol {found.Name} does not have this key. Take it out.");
        }

        return found;
    }

    private static bool IsNamed(IUpstreamProtocolFactory protocol, string text) =>
        protocol.Name.Equals(text, StringComparison.OrdinalIgnoreCase) || protocol.Aliases.Contains(text, StringComparer.OrdinalIgnoreCase);

    private static IEnumerable<string> KeysOf(IUpstreamProtocolFactory protocol) =>
        [.. protocol.SettingKeys, .. protocol.SecretKeys, .. protocol.SecretKeys.Select(key => key + "File")];

    private static Dictionary<string, SecretReference> Secrets(SettingsScope scope, IUpstreamProtocolFactory protocol)
    {
        var secrets = new Dictionary<string, SecretReference>(StringComparer.OrdinalIgnoreCase);
        foreach (var key in protocol.SecretKeys)
        {
            if (scope.Secret(key) is { } secret)
            {
                secrets.Add(key, secret);
            }
        }

        return secrets;
    }

    private static UpstreamOptions Options(SettingsScope scope, IUpstreamProtocolFactory protocol, UpstreamSettings settings)
    {
        var setup = protocol.ReadUpstream(settings);
        foreach (var problem in setup.Problems)
        {
            scope.Problem(problem.Key, problem.Sentence);
        }

        foreach (var warning in setup.Warnings)
        {
            scope.Warn($"{scope.NameOf(warning.Key)} {warning.Sentence}");
        }

        return setup.Options;
    }

    private static (Uri? Base, Uri? Auth) Addresses(
        SettingsScope scope, IUpstreamProtocolFactory protocol, UpstreamPlace place, UpstreamSettings settings, bool allowHttp)
    {
        var addresses = protocol.ResolveAddresses(settings);
        foreach (var problem in addresses.Problems)
        {
            scope.Problem(place.InWrittenNames(problem));
        }

        // Told by the key that a person wrote.
        var baseKey = !scope.Has("BaseUrl") && scope.Has("AuthUrl") && addresses.BaseUrl == addresses.AuthUrl ? "AuthUrl" : "BaseUrl";
        var baseUrl = addresses.BaseUrl is null ? null : Url(scope, baseKey, addresses.BaseUrl, allowHttp);
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
