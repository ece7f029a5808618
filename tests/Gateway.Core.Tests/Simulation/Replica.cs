using System.Globalization;
using System.Security.Cryptography;
using Gateway.Core.Credentials;
using Gateway.Core.Primitives;
using Gateway.Core.Secrets;
using Gateway.Core.Sessions;
using Gateway.Core.Stores;
using Gateway.Core.TwoFactor;
using Gateway.Core.Upstreams;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging.Abstractions;

namespace Gateway.Core.Tests.Simulation;

/// <summary>One gateway: the real engine on simulated threads, clock, store and upstream. It can crash and be started again.</summary>
internal sealed class Replica
{
    private static readonly SecretReference Key = new SecretReference.Inline(
        "Gateway:Store:EncryptionKey", new Secret(Convert.ToBase64String(SHA256.HashData("simulated"u8))));

    private readonly SimulationPlan _plan;
    private readonly World _world;
    private readonly SharedStore _store;
    private readonly StrictUpstream _upstream;
    private readonly Witness _witness;
    private readonly TimeSpan _skew;
    private IReadOnlyList<IAccountSession> _accounts = [];

    public Replica(int number, SimulationPlan plan, World world, SharedStore store, StrictUpstream upstream, Witness witness)
    {
        Number = number;
        _plan = plan;
        _world = world;
        _store = store;
        _upstream = upstream;
        _witness = witness;
        _skew = world.Between(TimeSpan.FromMilliseconds(-800), TimeSpan.FromMilliseconds(800));
        ToStore = new Wire(world, TimeSpan.FromMilliseconds(0.2), TimeSpan.FromMilliseconds(4), TimeSpan.FromSeconds(3), isOneConnection: true);
        ToUpstream = new Wire(world, TimeSpan.FromMilliseconds(10), TimeSpan.FromMilliseconds(150), TimeSpan.FromSeconds(30));
        Threads = new ReplicaThreads(world, number);
    }

    public int Number { get; }

    public Wire ToStore { get; }

    public Wire ToUpstream { get; }

    public ReplicaThreads Threads { get; private set; }

    public bool IsRunning => !Threads.IsDead && !Threads.IsPaused;

    /// <summary>Its accounts, in the order of <see cref="StrictUpstream.Users"/>; none before it has started.</summary>
    public IReadOnlyList<IAccountSession> Accounts => _accounts;

    public static AccountName NameOf(int account) => AccountName.Parse(string.Create(CultureInfo.InvariantCulture, $"bot{account:0000}"));

    public void Start()
    {
        Threads = new ReplicaThreads(_world, Number);
        _accounts = [];
        var threads = Threads;
        threads.Post(() => StartAsync(threads));
    }

    public void Crash() => Threads.Kill();

    private async Task StartAsync(ReplicaThreads threads)
    {
        var clock = new ReplicaClock(_world.Clock, threads, _skew);
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddSingleton<TimeProvider>(clock);
        services.AddSingleton(new Jitter(_world.Chance.Next()));
        services.AddSingleton<ICredentialSource>(new SimulatedCredentials());
        services.AddSingleton<IUpstreamProtocolFactory>(new UpstreamLink(_upstream, ToUpstream, Number, _witness));
        var opening = (StoreOpening.Opened)SessionStores.Over(
            () => new StoreLink(_store, ToStore, threads, _world), Key, false, clock, NullLoggerFactory.Instance);
        services.AddGatewayCore(opening.Store);
        var provider = services.BuildServiceProvider();
        provider.GetRequiredService<IAccountSetup>().Apply([.. _upstream.Users.Select(Define)], null);
        _accounts = provider.GetRequiredService<IAccountDirectory>().All;
        if (_world.Follow is { } followed)
        {
            var account = _accounts[followed];
            account.Changed += snapshot => _world.Tell(
                followed, $"replica {Number}: {snapshot.State}, token until {snapshot.Session?.ExpiresAt:T}, due {snapshot.DueAt:T}, {snapshot.Problem?.Detail}");
        }

        foreach (var service in provider.GetServices<IHostedService>())
        {
            await service.StartAsync(CancellationToken.None);
        }
    }

    private AccountDefinition Define(UpstreamUser user) => new()
    {
        Name = NameOf(user.Number),
        Upstream = new UpstreamDefinition
        {
            Name = "simulated",
            Protocol = "Simulated",
            BaseUrl = new Uri("https://simulated.example"),
            AuthUrl = new Uri("https://simulated.example"),
        },
        Credentials = new CredentialSettings { Email = StrictUpstream.LoginOf(user.Number) },
        LoginBudget = _plan.LoginBudget,
        LoginBudgetWindow = _plan.LoginBudgetWindow,
        TwoFactor = user.AuthenticatorKey is { } key
            ? new TwoFactorSettings.Totp(new SecretReference.Inline("Gateway:Accounts:bot:TwoFactor:TotpSecret", new Secret(Base32Text.Of(key))))
            : new TwoFactorSettings.Manual(),
    };
}
