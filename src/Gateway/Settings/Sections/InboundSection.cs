using Gateway.Core.Primitives;

namespace Gateway.Settings.Sections;

/// <summary><c>Gateway:Inbound</c>.</summary>
internal static class InboundSection
{
    /// <param name="scope">The section.</param>
    /// <param name="accounts">The names of all accounts.</param>
    /// <param name="managementKey">The hash of the management key, which no caller may have; null if there is none.</param>
    public static InboundSettings Read(SettingsScope scope, IReadOnlyCollection<string> accounts, KeyHash? managementKey) => new()
    {
        Callers = [.. ReadCallers(scope, accounts, managementKey)],
        AllowedHosts = [.. scope.List("AllowedHosts").Select(text => ReadHost(scope, text)).OfType<AllowedHost>()],
        AllowedOrigins = [.. scope.List("AllowedOrigins").Select(text => ReadOrigin(scope, text)).OfType<string>()],
        AllowAnonymous = scope.Flag("AllowAnonymous", false),
    };

    private static List<CallerDefinition> ReadCallers(SettingsScope scope, IReadOnlyCollection<string> accounts, KeyHash? managementKey)
    {
        var callers = new List<CallerDefinition>();
        var keys = new List<(string Name, KeyHash Hash)>();
        foreach (var child in scope.Tree.ChildrenOf(scope.Key("Callers")))
        {
            var name = EntityName.TryNormalize(child, out var normal) ? normal : child;
            var section = scope.Below("Callers").Below(name);
            var (caller, hash) = CallerSection.Read(section, name, accounts);
            callers.Add(caller);
            if (hash is null)
            {
                continue;
            }

            if (managementKey?.Matches(hash) == true)
            {
                section.Problem($"{section.Path}: the caller has the key of Gateway:Management:Key. Give each its own: gateway new-key.");
            }

            foreach (var other in keys.Where(other => other.Hash.Matches(hash)))
            {
                section.Problem($"{section.Path}: the callers {other.Name} and {name} have the same key. Give each its own: gateway new-key.");
            }

            keys.Add((name, hash));
        }

        return callers;
    }

    private static AllowedHost? ReadHost(SettingsScope scope, string text)
    {
        if (HostText.TrySplit(text, out var name, out var port) && !name.Contains('*'))
        {
            return new AllowedHost(HostText.Canonical(name), port);
        }

        scope.Problem("AllowedHosts", $"{Quoted.Text(text)} is no host. Write names or addresses such as gateway, gateway.internal:8080 or [fd00::7].");
        return null;
    }

    private static string? ReadOrigin(SettingsScope scope, string text)
    {
        var isOrigin = Uri.TryCreate(text, UriKind.Absolute, out var uri)
            && (uri.Scheme == Uri.UriSchemeHttp || uri.Scheme == Uri.UriSchemeHttps)
            && uri is { UserInfo.Length: 0, PathAndQuery: "/", Fragment.Length: 0, Host.Length: > 0 }
            && !text.Contains('*', StringComparison.Ordinal)
            && !text.EndsWith('/');
        if (isOrigin)
        {
            return uri!.GetLeftPart(UriPartial.Authority);
        }

        scope.Problem("AllowedOrigins", $"{Quoted.Text(text)} is no origin. Write scheme, host and port as browsers do, such as https://board.example.com.");
        return null;
    }
}
