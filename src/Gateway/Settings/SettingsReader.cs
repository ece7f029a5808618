using System.Collections.Immutable;
using Gateway.Core.Primitives;
using Gateway.Core.Sessions;
using Gateway.Core.Upstreams;
using Gateway.Listeners;
using Gateway.Settings.Layers;
using Gateway.Settings.Sections;

namespace Gateway.Settings;

/// <summary>Reads and validates all settings. Finds every problem at once and never throws for what is written.</summary>
/// <param name="protocols">The protocols that upstreams may name.</param>
/// <param name="redisProblem">What is wrong with a Redis configuration string, without repeating any of it; null if nothing is. By default none is looked at.</param>
public sealed class SettingsReader(IReadOnlyList<IUpstreamProtocolFactory> protocols, Func<string, string?>? redisProblem = null)
{
    /// <summary>Reads the settings to start with.</summary>
    public SettingsResult Read(SettingsSources sources) => Read(sources, isRunning: false);

    /// <summary>
    /// Reads the settings for a gateway that runs. What would only keep it from starting is a warning: a listener left without keys serves
    /// nobody, and a caller whose key file cannot be used is refused.
    /// </summary>
    public SettingsResult ReadAgain(SettingsSources sources) => Read(sources, isRunning: true);

    /// <summary>
    /// Reads where the management listener is and nothing else, for asking a gateway that runs: whatever else is wrong with the settings
    /// is no reason not to ask.
    /// </summary>
    public static ManagementPlace ReadManagement(SettingsSources sources)
    {
        var tree = SettingsTree.Read(sources);
        var problems = new List<string>();
        var scope = new SettingsScope(tree, sources, SettingsLayer.Root, problems, isRunning: true);
        return ReadManagement(scope) is { } listener ? new ManagementPlace(listener, tree.Problems) : new ManagementPlace(null, problems);
    }

    private SettingsResult Read(SettingsSources sources, bool isRunning)
    {
        // The files' state is taken first: a change that comes while they are read is then seen as one.
        var files = SettingsFiles.Take(sources);
        var tree = SettingsTree.Read(sources);
        var problems = new List<string>(tree.Problems);
        problems.AddRange(new KeyCheck(SettingKeys.With(protocols)).Find(tree));
        var root = new SettingsScope(tree, sources, SettingsLayer.Root, problems, isRunning);
        var (upstreams, accounts) = ReadAccounts(root);
        var proxy = ListenerSection.Read(root.Below("Proxy"), ListenerKind.Proxy, "http://127.0.0.1:8080");
        var management = ReadManagement(root);
        var health = ListenerSection.Read(root.Below("Health"), ListenerKind.Health, null);
        problems.AddRange(ListenerClashes.Find([.. new[] { proxy, management, health }.OfType<ListenerSettings>()]));
        var defaultAccount = ReadDefaultAccount(root, accounts);
        var access = ManagementSection.Read(root.Below("Management"), out var managementKey);
        var inbound = InboundSection.Read(root.Below("Inbound"), accounts.Keys, managementKey);
        ListenerSection.CheckOpen(root.Below("Proxy"), proxy, root.Tree.ChildrenOf(root.Key("Inbound:Callers")).Count > 0, inbound.AllowAnonymous);
        ListenerSection.CheckOpen(root.Below("Management"), management, access.Key is not null, access.AllowAnonymous);
        var store = StoreSection.Read(root.Below("Store"), redisProblem);
        var proxying = ProxySection.Read(root.Below("Proxy"));
        var format = root.Below("Log").Choice("Format", sources.IsTerminal ? LogFormat.Text : LogFormat.Json);
        if (problems.Count > 0)
        {
            // What was passed over may be just what the problems are about.
            return new SettingsResult.Invalid([.. problems, .. tree.Warnings]);
        }

        var model = new GatewayModel
        {
            Upstreams = upstreams,
            Accounts = [.. accounts.Values.OfType<AccountDefinition>()],
            DefaultAccount = defaultAccount,
            Store = store,
            Proxy = proxy!,
            Management = management!,
            Health = health,
            Proxying = proxying,
            Inbound = inbound,
            ManagementAccess = access,
            LogFormat = format,
        };
        return new SettingsResult.Valid(model, tree.Warnings) { Files = files };
    }

    private static ListenerSettings? ReadManagement(SettingsScope root) =>
        ListenerSection.Read(root.Below("Management"), ListenerKind.Management, "http://127.0.0.1:8081");

    private (ImmutableArray<UpstreamDefinition> Upstreams, SortedDictionary<string, AccountDefinition?> Accounts) ReadAccounts(SettingsScope root)
    {
        var upstreamNames = NamesBelow(root, "Upstreams");
        var sections = NamesBelow(root, "Accounts").ConvertAll(name => new AccountSection(root.Below("Accounts").Below(name), AccountName.TryParse(name, out var account) ? account : null));
        if (sections.Count == 0)
        {
            root.Problem(NoAccount.Message(root.Sources));
        }

        sections.ForEach(section => section.ReadReferences(upstreamNames));
        var hints = ReadProfiles(sections);
        var upstreams = upstreamNames.ConvertAll(
            name => UpstreamSection.Read(root.Below("Upstreams").Below(name), name, protocols, hints.FindAll(hint => hint.Upstream == name)));
        var accounts = new SortedDictionary<string, AccountDefinition?>(StringComparer.Ordinal);
        foreach (var section in sections)
        {
            var account = section.Read(upstreams.Find(upstream => upstream.Name == section.Upstream), protocols);
            if (section.Name is { } name)
            {
                accounts.Add(name.Value, account);
            }
        }

        return ([.. upstreams.Select(upstream => upstream.Definition).OfType<UpstreamDefinition>()], accounts);
    }

    private static List<ProfileHint> ReadProfiles(IEnumerable<AccountSection> accounts)
    {
        var hints = new List<ProfileHint>();
        foreach (var account in accounts)
        {
            if (account is { Name: { } name, Upstream: { } upstream, Profile: { } profile } && ProfilePlace.Read(profile) is { } place)
            {
                hints.Add(new ProfileHint(name, upstream, profile, place));
            }
        }

        return hints;
    }

    // What cannot be a name is reported as such, and what stands below it is read all the same.
    private static List<string> NamesBelow(SettingsScope root, string section) =>
        [.. root.Tree.ChildrenOf(root.Key(section)).Select(child => EntityName.TryNormalize(child, out var name) ? name : child)];

    private static AccountName? ReadDefaultAccount(SettingsScope root, SortedDictionary<string, AccountDefinition?> accounts)
    {
        if (root.Text("DefaultAccount") is not { } text)
        {
            return accounts.Count == 1 ? AccountName.Parse(accounts.Keys.First()) : null;
        }

        if (AccountName.TryParse(text, out var name) && accounts.ContainsKey(name.Value))
        {
            return name;
        }

        root.Problem("DefaultAccount", accounts.Count == 0
            ? $"there is no account {Quoted.Name(text)}. Configure it or leave this key out."
            : $"there is no account {Quoted.Name(text)}. Use {Quoted.OneOf([.. accounts.Keys])}, or leave this key out.");
        return null;
    }
}
