using System.Globalization;
using System.Text.Json.Nodes;
using Gateway.Health;
using Gateway.Settings;
using Gateway.Testing;
using Gateway.Tests.Settings;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Gateway.Tests.Deployment;

/// <summary>What the manifests say is so in the program, in the image and in their own README.</summary>
public sealed class KubernetesTests : IDisposable
{
    private static readonly string[] Probes = ["startupProbe", "livenessProbe", "readinessProbe"];
    private readonly SettingsFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("sidecar.yaml")]
    [InlineData("job.yaml")]
    [InlineData("shared.yaml")]
    public void The_gateway_starts_with_what_is_set_and_ends_before_it_is_killed(string file)
    {
        var pod = Pod(file);
        var environment = Gateway(pod)["env"]!.AsArray().ToDictionary(one => Text(one!["name"]), one => Text(one!["value"]), StringComparer.Ordinal);
        environment.Remove("GATEWAY_CONFIG");
        ImageSettings.AssertKnown(environment.Keys);

        var model = ImageSettings.Read(_folder, environment, Settings(file));

        Assert.True(model.Proxying.DrainTimeout < TimeSpan.FromSeconds(Number(pod["terminationGracePeriodSeconds"])));
        Assert.Equal(file == "shared.yaml" ? StoreKind.Redis : StoreKind.File, model.Store.Kind);
        // A neighbour in the pod needs no key; whoever comes over the network does.
        Assert.Equal(file != "shared.yaml", model.Proxy.Address.IsLocal);
        Assert.NotEmpty(model.Accounts);
    }

    [Theory]
    [InlineData("sidecar.yaml")]
    [InlineData("job.yaml")]
    [InlineData("shared.yaml")]
    public void Every_probe_asks_what_the_program_answers_and_no_restart_hangs_on_readiness(string file)
    {
        var gateway = Gateway(Pod(file));
        var ports = gateway["ports"]!.AsArray().ToDictionary(port => Text(port!["name"]), port => Text(port!["containerPort"]), StringComparer.Ordinal);

        Assert.All(Probes, probe => Assert.Contains(Text(gateway[probe]!["httpGet"]!["path"]), HealthPaths()));
        Assert.All(Probes, probe => Assert.Equal(ImageSettings.Ports[1], ports[Text(gateway[probe]!["httpGet"]!["port"])]));
        Assert.Equal("/health/startup", Text(gateway["startupProbe"]!["httpGet"]!["path"]));
        Assert.Equal("/health/live", Text(gateway["livenessProbe"]!["httpGet"]!["path"]));
        Assert.Equal("/health/ready", Text(gateway["readinessProbe"]!["httpGet"]!["path"]));
        Assert.All(ports.Values, port => Assert.Contains(port, ImageSettings.Ports));
    }

    [Theory]
    [InlineData("sidecar.yaml")]
    [InlineData("job.yaml")]
    [InlineData("shared.yaml")]
    public void The_gateway_runs_as_the_image_does_without_rights_and_with_its_secrets_mounted(string file)
    {
        var pod = Pod(file);
        var gateway = Gateway(pod);
        var context = gateway["securityContext"]!;
        var mounts = gateway["volumeMounts"]!.AsArray().ToDictionary(mount => Text(mount!["name"]), mount => mount!, StringComparer.Ordinal);
        var volumes = pod["volumes"]!.AsArray().ToDictionary(volume => Text(volume!["name"]), volume => volume!, StringComparer.Ordinal);
        var user = ImageSettings.User.Split(':');

        Assert.Equal(user[0], Text(context["runAsUser"] ?? pod["securityContext"]!["runAsUser"]));
        Assert.Equal(user[1], Text(context["runAsGroup"] ?? pod["securityContext"]!["runAsGroup"]));
        Assert.Equal("true", Text(context["readOnlyRootFilesystem"]));
        Assert.Equal("false", Text(context["allowPrivilegeEscalation"]));
        Assert.Equal("ALL", Text(context["capabilities"]!["drop"]![0]));
        Assert.Equal("false", Text(pod["automountServiceAccountToken"]));
        Assert.Equal(volumes.Keys.Order(StringComparer.Ordinal), mounts.Keys.Order(StringComparer.Ordinal));
        Assert.StartsWith(ImageSettings.SecretsPath, Text(mounts["secrets"]["mountPath"]), StringComparison.Ordinal);
        Assert.Equal("0440", Text(volumes["secrets"]["secret"]!["defaultMode"]));
        Assert.Contains(
            $"create secret generic {Text(volumes["secrets"]["secret"]!["secretName"])} ",
            File.ReadAllText(Path.Combine(Repository.Root, "deploy", "kubernetes", "README.md")),
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("sidecar.yaml")]
    [InlineData("job.yaml")]
    public void A_sidecar_is_one_that_ends_with_the_bot(string file)
    {
        var pod = Pod(file);

        Assert.Equal("Always", Text(Assert.Single(pod["initContainers"]!.AsArray())!["restartPolicy"]));
        Assert.Single(pod["containers"]!.AsArray());
        // Else each mount opens the state and its key to the group.
        Assert.Equal("OnRootMismatch", Text(pod["securityContext"]!["fsGroupChangePolicy"]));
        Assert.NotNull(pod["volumes"]!.AsArray().Single(volume => Text(volume!["name"]) == "state")!["persistentVolumeClaim"]);
    }

    [Fact]
    public void The_shared_form_is_reached_by_its_service_and_survives_a_drained_node()
    {
        var gateway = Gateway(Pod("shared.yaml"));
        var proxyPort = Text(gateway["ports"]!.AsArray().Single(port => Text(port!["name"]) == Text(Kind("Service")["spec"]!["ports"]![0]!["targetPort"]))!["containerPort"]);
        var deployment = Kind("Deployment")["spec"]!;

        Assert.Equal(ImageSettings.Ports[0], proxyPort);
        Assert.Equal(proxyPort, Text(Kind("NetworkPolicy")["spec"]!["ingress"]![0]!["ports"]![0]!["port"]));
        Assert.True(Number(Kind("PodDisruptionBudget")["spec"]!["minAvailable"]) < Number(deployment["replicas"]));
        foreach (var selector in new[] { Kind("Service")["spec"]!["selector"]!, Kind("NetworkPolicy")["spec"]!["podSelector"]!["matchLabels"]!, deployment["selector"]!["matchLabels"]! })
        {
            Assert.Equal(Text(deployment["template"]!["metadata"]!["labels"]!["app"]), Text(selector["app"]));
        }
    }

    private static JsonNode Kind(string kind, string file = "shared.yaml") =>
        YamlFile.Read("deploy", "kubernetes", file).Single(document => Text(document["kind"]) == kind);

    private static JsonNode Pod(string file) => file == "job.yaml"
        ? Kind("CronJob", file)["spec"]!["jobTemplate"]!["spec"]!["template"]!["spec"]!
        : Kind("Deployment", file)["spec"]!["template"]!["spec"]!;

    private static JsonNode Gateway(JsonNode pod) => (pod["initContainers"] ?? pod["containers"])!.AsArray().Single(container => Text(container!["name"]) == "gateway")!;

    // The job shares the sidecar's settings.
    private static string Settings(string file) => Text(Kind("ConfigMap", file == "job.yaml" ? "sidecar.yaml" : file)["data"]!["gateway.json"]);

    private static List<string?> HealthPaths()
    {
        var app = WebApplication.CreateSlimBuilder().Build();
        app.MapHealth();
        return [.. ((IEndpointRouteBuilder)app).DataSources.SelectMany(source => source.Endpoints).OfType<RouteEndpoint>().Select(endpoint => endpoint.RoutePattern.RawText)];
    }

    private static string Text(JsonNode? node) => node!.GetValue<string>();

    private static int Number(JsonNode? node) => int.Parse(Text(node), CultureInfo.InvariantCulture);
}
