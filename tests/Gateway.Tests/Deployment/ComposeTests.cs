using System.Globalization;
using System.Text.Json.Nodes;
using Gateway.Core.Primitives;
using Gateway.Settings;
using Gateway.Testing;
using Gateway.Tests.Settings;

namespace Gateway.Tests.Deployment;

/// <summary>What the compose file says is so in the program, in the image and in its own README.</summary>
public sealed class ComposeTests : IDisposable
{
    private static readonly string[] Gateways = ["gateway-1", "gateway-2"];
    private readonly SettingsFolder _folder = new();
    private readonly JsonNode _file = Assert.Single(YamlFile.Read("deploy", "docker-compose.yml"));

    private JsonObject Services => _file["services"]!.AsObject();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_gateways_start_with_what_it_sets()
    {
        foreach (var name in Gateways)
        {
            var environment = Environment(name);
            ImageSettings.AssertKnown(environment.Keys);
            var model = ImageSettings.Read(_folder, environment, file: null);

            Assert.Equal(StoreKind.Redis, model.Store.Kind);
            Assert.Equal(AccountName.Parse("bot"), Assert.Single(model.Accounts).Name);
            Assert.True(model.Proxying.DrainTimeout < Seconds(Services[name]!["stop_grace_period"]));
        }

        Assert.Equal(Environment(Gateways[0]), Environment(Gateways[1]));
    }

    [Fact]
    public void Everything_in_it_is_read_only_without_rights_and_a_number()
    {
        foreach (var (_, service) in Services)
        {
            Assert.Equal("true", Text(service!["read_only"]));
            Assert.Equal(["ALL"], Texts(service["cap_drop"]));
            Assert.Equal(["no-new-privileges:true"], Texts(service["security_opt"]));
            Assert.Matches("^[1-9][0-9]*:[1-9][0-9]*$", Text(service["user"]));
            Assert.NotNull(service["stop_grace_period"]);
        }

        Assert.All(Gateways, name => Assert.Equal(ImageSettings.User, Text(Services[name]!["user"])));
    }

    [Fact]
    public void Nothing_is_published_but_the_proxies_on_loopback()
    {
        var published = Services.SelectMany(service => Texts(service.Value!["ports"])).ToList();

        Assert.Equal(2, published.Distinct(StringComparer.Ordinal).Count());
        Assert.All(published, port => Assert.Matches($"^127\\.0\\.0\\.1:[0-9]+:{ImageSettings.Ports[0]}$", port));
        Assert.DoesNotContain("outside", Texts(Services["redis"]!["networks"]));
        Assert.DoesNotContain("outside", Texts(Services["bot"]!["networks"]));
        Assert.Equal("true", Text(_file["networks"]!["inside"]!["internal"]));
    }

    [Fact]
    public void The_bot_calls_both_gateways_and_is_started_even_if_they_wait_for_a_code()
    {
        var urls = Environment("bot")["GATEWAY_URLS"].Split(' ').Select(url => new Uri(url)).ToList();

        Assert.Equal(Gateways, urls.Select(url => url.Host));
        Assert.All(urls, url => Assert.Equal(ImageSettings.Ports[0], url.Port.ToString(CultureInfo.InvariantCulture)));
        Assert.All(Gateways, name => Assert.Equal("service_started", Text(Services["bot"]!["depends_on"]![name]!["condition"])));
        Assert.All(Gateways, name => Assert.Equal(["CMD", "/app/gateway", "healthcheck"], Texts(Services[name]!["healthcheck"]!["test"])));
        Assert.All(Gateways, name => Assert.Equal("service_healthy", Text(Services[name]!["depends_on"]!["redis"]!["condition"])));
        Assert.All([.. Gateways, "bot"], name => Assert.Contains("inside", Texts(Services[name]!["networks"])));
    }

    [Fact]
    public void What_a_person_must_give_stands_in_a_file_that_every_command_reads_and_git_does_not_keep()
    {
        var text = File.ReadAllText(Path.Combine(Repository.Root, "deploy", "docker-compose.yml"));
        var readme = File.ReadAllText(Path.Combine(Repository.Root, "deploy", "README.md"));

        Assert.Equal(
            ComposeText.Example.Keys.Order(StringComparer.Ordinal),
            text.Split("${").Skip(1).Select(rest => rest[..rest.IndexOf(':', StringComparison.Ordinal)]).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal));
        // A default would take a forgotten value for another exchange.
        Assert.DoesNotContain(":-", text, StringComparison.Ordinal);
        Assert.Contains("cp .env.example .env", readme, StringComparison.Ordinal);
        Assert.DoesNotMatch("(BOT_EMAIL|STX_REGION|STX_ENV)=", readme);
        Assert.Contains("/deploy/.env", File.ReadAllLines(Path.Combine(Repository.Root, ".gitignore")));
    }

    [Fact]
    public void Nothing_in_it_needs_a_newer_engine_than_most_have() =>
        Assert.All(Services, service => Assert.Null(service.Value!["healthcheck"]?["start_interval"]));

    [Fact]
    public void Every_file_that_it_names_is_there_or_made_by_its_readme()
    {
        var readme = File.ReadAllText(Path.Combine(Repository.Root, "deploy", "README.md"));
        var secrets = _file["secrets"]!.AsObject();

        Assert.Equal(secrets.Select(secret => secret.Key).Order(StringComparer.Ordinal), Services.SelectMany(service => Texts(service.Value!["secrets"])).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal));
        Assert.All(secrets, secret => Assert.Equal($"./secrets/{secret.Key}", Text(secret.Value!["file"])));
        Assert.All(secrets, secret => Assert.Contains($"> {secret.Key}", readme, StringComparison.Ordinal));
        Assert.All(Gateways, name => Assert.True(File.Exists(Path.Combine(Repository.Root, "deploy", Text(Services[name]!["build"]), "Dockerfile"))));
        Assert.True(File.Exists(Path.Combine(Repository.Root, "deploy", Texts(Services["bot"]!["volumes"])[0].Split(':')[0])));
        Assert.All(
            Services.SelectMany(service => Environment(service.Key).Values).Where(value => value.StartsWith(ImageSettings.SecretsPath, StringComparison.Ordinal)),
            value => Assert.Contains(Path.GetFileName(value), secrets.Select(secret => secret.Key)));
    }

    private static string Text(JsonNode? node) => node!.GetValue<string>();

    private static string[] Texts(JsonNode? node) => node is JsonArray list ? [.. list.Select(Text)] : [];

    private static TimeSpan Seconds(JsonNode? node) => TimeSpan.FromSeconds(int.Parse(Text(node).TrimEnd('s'), CultureInfo.InvariantCulture));

    private Dictionary<string, string> Environment(string service) => (Services[service]!["environment"]?.AsObject() ?? [])
        .ToDictionary(pair => pair.Key, pair => ComposeText.Fill(Text(pair.Value), ComposeText.Example), StringComparer.Ordinal);
}
