namespace Gateway.Tests.Inbound;

/// <summary>One gateway without keys and one with a caller and a management key, shared by the rows of a table.</summary>
public sealed class Gateways : IAsyncLifetime
{
    public const string CallerKey = "caller-key-0123456789abcdef";
    public const string ManagementKey = "management-key-0123456789abcdef";

    private static readonly string[] Lists =
        ["Gateway:Inbound:AllowedHosts=gateway.test, other.test:8443", "Gateway:Inbound:AllowedOrigins:0=https://board.example"];

    private static readonly string[] Keys = [$"Gateway:Inbound:Callers:bot:Key={CallerKey}", $"Gateway:Management:Key={ManagementKey}"];

    internal GuardedGateway Open { get; private set; } = null!;

    internal GuardedGateway Keyed { get; private set; } = null!;

    internal GuardedGateway KeyedWithHosts { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Open = await GuardedGateway.StartAsync(Lists);
        Keyed = await GuardedGateway.StartAsync(Keys);
        KeyedWithHosts = await GuardedGateway.StartAsync([.. Lists, .. Keys]);
    }

    public async ValueTask DisposeAsync()
    {
        await Open.DisposeAsync();
        await Keyed.DisposeAsync();
        await KeyedWithHosts.DisposeAsync();
    }
}
