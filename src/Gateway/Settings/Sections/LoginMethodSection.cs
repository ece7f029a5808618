using Gateway.Core.Upstreams;

namespace Gateway.Settings.Sections;

/// <summary><c>Gateway:Accounts:{a}:Method</c> and what belongs to it; only the protocol knows what there is.</summary>
internal static class LoginMethodSection
{
    private static readonly string[] LookedAt = [AccountSettings.Method, "Email", "Username", "Profile", "TwoFactor:Source"];

    public static AccountSetup Read(
        SettingsScope scope, UpstreamReading upstream, IUpstreamProtocolFactory protocol, IReadOnlyList<IUpstreamProtocolFactory> protocols, bool hasPassword)
    {
        foreach (var key in protocols.SelectMany(other => other.AccountKeys).Except(protocol.AccountKeys, StringComparer.OrdinalIgnoreCase).Where(scope.Has))
        {
            scope.Problem(key, $"the protocol {protocol.Name} does not have this key. Take it out.");
        }

        var values = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var key in LookedAt.Concat(protocol.AccountKeys))
        {
            if (scope.Text(key) is { } text)
            {
                values[key] = text;
            }
        }

        var setup = protocol.ReadAccount(new AccountSettings(upstream.Name, protocol.Name, upstream.Options, values, hasPassword));
        foreach (var problem in setup.Problems)
        {
            scope.Problem(problem.Key, problem.Sentence);
        }

        return setup;
    }
}
