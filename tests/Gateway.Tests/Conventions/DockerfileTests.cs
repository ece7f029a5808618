using System.Text.RegularExpressions;
using Gateway.Core;
using Gateway.Listeners;
using Gateway.Settings;
using Gateway.Testing;
using Gateway.Tests.Settings;

namespace Gateway.Tests.Conventions;

/// <summary>The image's own settings are settings of the program, and agree with each other.</summary>
public sealed partial class DockerfileTests : IDisposable
{
    private readonly SettingsFolder _folder = new();
    private readonly string _text = ContinuedLine().Replace(File.ReadAllText(Path.Combine(Repository.Root, "Dockerfile")), " ");

    public void Dispose() => _folder.Dispose();

    private Dictionary<string, string> Settings => Lines("ENV")
        .SelectMany(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        .Select(pair => pair.Split('=', 2))
        .Where(pair => pair[0].StartsWith("Gateway__", StringComparison.Ordinal))
        .ToDictionary(pair => pair[0].Replace("__", ":", StringComparison.Ordinal), pair => pair[1], StringComparer.Ordinal);

    [Fact]
    public void Every_setting_of_the_image_is_one_of_the_program()
    {
        var accepted = SettingKeys.With(KnownProtocols.All);

        Assert.NotEmpty(Settings);
        Assert.All(Settings.Keys, key => Assert.Contains(key, accepted));
    }

    [Fact]
    public void With_one_caller_key_the_image_starts_and_without_any_it_does_not()
    {
        _folder.WithAccount();
        foreach (var (key, value) in Settings)
        {
            _folder.With($"{key}={value}");
        }

        Assert.StartsWith("Gateway:Proxy:Url", Assert.Single(_folder.Problems()), StringComparison.Ordinal);

        var model = _folder.With("Gateway:Inbound:Callers:bot:Key=gwk_0123456789abcdefghijklmnopqrstuvwxyz").Model();
        Assert.False(model.Proxy.Address.IsLocal);
        Assert.True(model.Management.Address.IsLocal);
        Assert.Equal("/var/lib/gateway", model.Store.Path);
        Assert.Equal(Ports(model.Proxy, model.Health!), Assert.Single(Lines("EXPOSE")).Split(' '));
    }

    [Fact]
    public void The_image_runs_as_a_number_and_without_a_shell()
    {
        Assert.Matches("^[1-9][0-9]*:[1-9][0-9]*$", Assert.Single(Lines("USER")));
        Assert.Equal("[\"/app/gateway\"]", Assert.Single(Lines("ENTRYPOINT")));
        Assert.EndsWith("CMD [\"/app/gateway\", \"healthcheck\", \"--live\"]", Assert.Single(Lines("HEALTHCHECK")), StringComparison.Ordinal);
    }

    [Fact]
    public void What_the_build_copies_is_sent_to_it()
    {
        var ignored = File.ReadAllLines(Path.Combine(Repository.Root, ".dockerignore"));
        var sources = Lines("COPY").Where(line => !line.StartsWith("--from", StringComparison.Ordinal)).SelectMany(line => line.Split(' ')[..^1]);

        Assert.All(sources, source => Assert.Contains(ignored, line => line.StartsWith('!') && (source == line[1..] || source.StartsWith(line[1..] + "/", StringComparison.Ordinal) || line[1..].StartsWith(source, StringComparison.Ordinal))));
    }

    private static string[] Ports(params ListenerSettings[] listeners) =>
        [.. listeners.Select(listener => ((ListenerAddress.Tcp)listener.Address).Port.ToString(System.Globalization.CultureInfo.InvariantCulture))];

    private IEnumerable<string> Lines(string instruction) => _text.Split('\n')
        .Where(line => line.StartsWith(instruction + " ", StringComparison.Ordinal))
        .Select(line => line[(instruction.Length + 1)..].Trim());

    [GeneratedRegex(@"\\\n\s*", RegexOptions.NonBacktracking)]
    private static partial Regex ContinuedLine();
}
