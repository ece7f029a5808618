using Gateway.Core.Credentials;
using Gateway.Core.Primitives;
using Gateway.Core.Sessions;
using Gateway.Core.Stores;
using Gateway.Core.Tests.Support;
using Gateway.Core.Upstreams;
using Gateway.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Gateway.Core.Tests.Sessions;

/// <summary>The whole engine with one account, on the fake clock, a scripted upstream and a store that can be switched off.</summary>
internal sealed class Engine : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private ServiceProvider _services = null!;

    private Engine(FakeClock clock, SwitchableStore store, ScriptedUpstream upstream)
    {
        Clock = clock;
        Store = store;
        Upstream = upstream;
    }

    public FakeClock Clock { get; }

    public SwitchableStore Store { get; }

    public ScriptedUpstream Upstream { get; }

    public FixedCredentials Credentials { get; private init; } = new();

    public RecordedLogs Logs { get; private init; } = new();

    public IAccountSession Account { get; private set; } = null!;

    public AccountSnapshot Snapshot => Account.Snapshot;

    public static Task<Engine> StartAsync(Func<AccountDefinition, AccountDefinition>? configure = null, Action<Engine>? prepare = null)
    {
        var clock = new FakeClock();
        var store = new SwitchableStore(() => SessionStores.Memory(clock, NullLoggerFactory.Instance));
        var engine = new Engine(clock, store, new ScriptedUpstream(clock));
        prepare?.Invoke(engine);
        return engine.RunAsync(configure);
    }

    /// <summary>The same upstream, clock and store under a new process.</summary>
    public async Task<Engine> RestartAsync(Func<AccountDefinition, AccountDefinition>? configure = null)
    {
        await StopAsync();
        return await new Engine(Clock, Store, Upstream) { Credentials = Credentials, Logs = Logs }.RunAsync(configure);
    }

    /// <summary>A replica: the same upstream, clock and store beside this process, with credentials of its own; it logs in when told.</summary>
    public Task<Engine> BesideAsync() => new Engine(Clock, Store, Upstream).RunAsync(account => account with { Login = LoginMoment.OnFirstRequest, LoginBudget = 100 });

    public async Task<AccountSnapshot> WhenAsync(Func<AccountSnapshot, bool> condition, string what)
    {
        var seen = new TaskCompletionSource<AccountSnapshot>(TaskCreationOptions.RunContinuationsAsynchronously);
        void Look(AccountSnapshot snapshot)
        {
            if (condition(snapshot))
            {
                seen.TrySetResult(snapshot);
            }
        }

        Account.Changed += Look;
        Look(Account.Snapshot);
        try
        {
            return await seen.Task.WaitAsync(Patience, TestContext.Current.CancellationToken);
        }
        catch (TimeoutException e)
        {
            throw new TimeoutException($"Never saw: {what}. Last: {Account.Snapshot.State}, {Account.Snapshot.Problem?.Detail}", e);
        }
        finally
        {
            Account.Changed -= Look;
        }
    }

    public Task<AccountSnapshot> WhenStateAsync(AccountState state) => WhenAsync(s => s.State == state && s.Started, state.ToString());

    /// <summary>Moves the clock to the account's next due time and lets what is due happen.</summary>
    public async Task<AccountSnapshot> DueAsync()
    {
        var before = Account.Snapshot;
        var due = before.DueAt ?? throw new InvalidOperationException("Nothing is due.");
        await AdvanceToAsync(due);
        return await WhenAsync(s => !ReferenceEquals(s, before) && s.DueAt is { } at && at > Clock.GetUtcNow(), "the due work done");
    }

    public async Task AdvanceToAsync(DateTimeOffset moment)
    {
        // The scheduler's timer must be armed before the clock moves, or the move goes unnoticed.
        await Clock.WhenTimersArmedAsync(1, TestContext.Current.CancellationToken).WaitAsync(Patience, TestContext.Current.CancellationToken);
        var by = moment - Clock.GetUtcNow();
        Clock.Advance(by > TimeSpan.Zero ? by : TimeSpan.Zero);
    }

    public async Task<TokenLookup> GetTokenAsync() => await Account.GetTokenAsync(TestContext.Current.CancellationToken);

    public void Apply(AccountDefinition definition)
    {
        _services.GetRequiredService<IAccountSetup>().Apply([definition], definition.Name);
        Account = _services.GetRequiredService<IAccountDirectory>().Default!;
    }

    public async Task StopAsync()
    {
        foreach (var service in _services.GetServices<IHostedService>())
        {
            await service.StopAsync(CancellationToken.None);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        Store.IsDown = false;
    }

    private async Task<Engine> RunAsync(Func<AccountDefinition, AccountDefinition>? configure)
    {
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddSingleton<ILoggerFactory>(Logs);
        services.AddSingleton<TimeProvider>(Clock);
        services.AddSingleton(new Jitter(7));
        services.AddSingleton<ICredentialSource>(Credentials);
        services.AddSingleton<IUpstreamProtocolFactory>(Upstream);
        services.AddGatewayCore(Store);
        _services = services.BuildServiceProvider();
        var definition = new AccountDefinition
        {
            Name = AccountName.Parse("bot"),
            Upstream = new UpstreamDefinition
            {
                Name = "scripted",
                Protocol = "Scripted",
                BaseUrl = new Uri("https://scripted.example"),
                AuthUrl = new Uri("https://scripted.example"),
            },
            Credentials = new CredentialSettings(),
        };
        Apply(configure?.Invoke(definition) ?? definition);
        foreach (var service in _services.GetServices<IHostedService>())
        {
            await service.StartAsync(CancellationToken.None);
        }

        return this;
    }
}
