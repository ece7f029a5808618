using Gateway.Core.Sessions;
using Gateway.Core.Tokens;
using static Gateway.Core.Sessions.AccountState;
using static Gateway.Core.Sessions.AccountTrigger;

namespace Gateway.Core.Tests.Sessions;

/// <summary>Drives the engine through every row of the table of transitions: brings an account into a state, then makes the trigger happen.</summary>
public sealed class TransitionTests
{
    private static readonly AccountState[] States = Enum.GetValues<AccountState>();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static TheoryData<AccountState, AccountTrigger> Rows
    {
        get
        {
            var rows = new TheoryData<AccountState, AccountTrigger>();
            foreach (var (from, trigger) in AccountTransitions.Table.Keys.Order())
            {
                rows.Add(from, trigger);
            }

            return rows;
        }
    }

    [Theory]
    [MemberData(nameof(Rows))]
    public async Task The_account_goes_where_the_table_says(AccountState from, AccountTrigger trigger)
    {
        var seen = trigger switch
        {
            NothingWanted when from == Unreachable => await StartBeforeTheStoreAsync(),
            NothingWanted => await StartWithNothingWantedAsync(),
            TokenExpired => await LetTheTokenEndInAPauseAsync(),
            OperatorLogout when from == LoggingIn => await BeLoggedOutByAReplicaAsync(),
            TryFailedWithToken when from == LoggingIn => await FailALoginBesideAStoredTokenAsync(),
            _ when from == LoggingIn => await LogInAsync(trigger),
            WorkBegan => await BeginWorkAsync(from),
            OperatorLogout => await LogOutAsync(from),
            TryFailedWithToken => await FailWithATokenAsync(from),
            _ => await EndALoginWithoutBeginningAsync(from, trigger),
        };

        Assert.Equal([from, AccountTransitions.Table[(from, trigger)]], seen.Take(2));
    }

    [Fact]
    public void Every_trigger_and_every_state_stands_in_the_table()
    {
        Assert.Equal(Enum.GetValues<AccountTrigger>(), AccountTransitions.Table.Keys.Select(row => row.Trigger).Distinct().Order());
        Assert.Equal(States, AccountTransitions.Table.Keys.Select(row => row.From).Distinct().Order());
        Assert.Equal(States, AccountTransitions.Table.Values.Distinct().Order());
    }

    [Fact]
    public void What_is_not_in_the_table_is_refused()
    {
        var absent = States.SelectMany(from => Enum.GetValues<AccountTrigger>().Select(trigger => (from, trigger)))
            .Where(row => !AccountTransitions.Table.ContainsKey(row)).ToList();

        Assert.Equal(
            [
                (LoggingIn, WorkBegan), (LoggedOut, TryFailedWithToken),
                .. States.Where(state => state != Active).Select(state => (state, TokenExpired)),
                .. States.Where(state => state is not (Idle or Unreachable)).Select(state => (state, NothingWanted)),
            ],
            absent.OrderBy(row => row.trigger).ThenBy(row => row.from).ToList());
        Assert.All(absent, row => Assert.Throws<InvalidOperationException>(() => AccountTransitions.Next(row.from, row.trigger)));
    }

    private static async Task<List<AccountState>> StartWithNothingWantedAsync()
    {
        await using var engine = await Engine.StartAsync(account => account with { Login = LoginMoment.OnFirstRequest });
        var started = await engine.WhenAsync(s => s.Started, "the start");
        return [new AccountSnapshot { Budget = started.Budget }.State, started.State];
    }

    private static async Task<List<AccountState>> StartBeforeTheStoreAsync()
    {
        await using var engine = await Engine.StartAsync(account => account with { Login = LoginMoment.OnFirstRequest }, e => e.Store.IsDown = true);
        var away = await engine.WhenAsync(s => s.StoreDown, "the store away");
        engine.Store.IsDown = false;
        var seen = Watch(engine);

        await engine.AdvanceToAsync(away.DueAt!.Value);
        await engine.WhenStateAsync(Idle);
        return seen;
    }

    private static async Task<List<AccountState>> LetTheTokenEndInAPauseAsync()
    {
        await using var engine = await Engine.StartAsync();
        var first = await engine.WhenStateAsync(Active);
        engine.Upstream.OnRefresh = (_, _) => Task.FromResult<RefreshResult?>(
            new RefreshResult.Failed(new TokenFailure.Transient("rate_limited", "Later.", TimeSpan.FromHours(2))));
        await engine.AdvanceToAsync(first.RefreshAt!.Value);
        await engine.WhenAsync(s => s.RefreshFailing, "the failed refresh");
        var seen = Watch(engine);

        await engine.AdvanceToAsync(first.Session!.ExpiresAt);
        await engine.WhenStateAsync(Unreachable);

        Assert.Single(engine.Upstream.RefreshTokensSent);
        return seen;
    }

    private static async Task<List<AccountState>> BeLoggedOutByAReplicaAsync()
    {
        await using var engine = await ArrangeAsync(Idle);
        await using var replica = await engine.BesideAsync();
        await replica.Account.LogoutAsync(Cancel);

        return (await WatchAsync(engine, engine.GetTokenAsync))[1..];
    }

    private static async Task<List<AccountState>> FailALoginBesideAStoredTokenAsync()
    {
        await using var engine = await ArrangeAsync(Idle);
        await using var replica = await engine.BesideAsync();
        await replica.Account.LoginAsync(force: false, Cancel);
        await replica.Account.UnlockAsync(Cancel);
        engine.Upstream.OnLogin = Failing;

        return (await WatchAsync(engine, () => engine.Account.LoginAsync(force: true, Cancel)))[1..];
    }

    private static async Task<List<AccountState>> LogInAsync(AccountTrigger trigger)
    {
        await using var engine = await ArrangeAsync(Idle, trigger);
        if (trigger == BudgetSpent)
        {
            await using var replica = await engine.BesideAsync();
            await replica.Account.LoginAsync(force: true, Cancel);
        }

        Prepare(engine, trigger);
        return (await WatchAsync(engine, () => engine.Account.LoginAsync(force: true, Cancel)))[1..];
    }

    private static async Task<List<AccountState>> BeginWorkAsync(AccountState from)
    {
        await using var engine = await ArrangeAsync(from);
        if (from == Active)
        {
            // While a token is good nobody sees work begin, and without a scheduler nobody sees it end.
            await engine.StopAsync();
            engine.Clock.Advance(engine.Upstream.Lifetime);
            return await WatchAsync(engine, engine.GetTokenAsync);
        }

        return await WatchAsync(engine, () => engine.Account.LoginAsync(force: true, Cancel));
    }

    private static async Task<List<AccountState>> LogOutAsync(AccountState from)
    {
        await using var engine = await ArrangeAsync(from);
        return await WatchAsync(engine, () => engine.Account.LogoutAsync(Cancel));
    }

    private static async Task<List<AccountState>> FailWithATokenAsync(AccountState from)
    {
        await using var engine = await ArrangeAsync(from);
        await using var replica = await engine.BesideAsync();
        Prepare(engine, SessionObtained);
        await replica.Account.LoginAsync(force: true, Cancel);
        Prepare(engine, CodeRequired);
        await replica.Account.LoginAsync(force: true, Cancel);
        engine.Store.FailsToSave = true;

        var seen = await WatchAsync(engine, () => engine.Account.ResendCodeAsync(Cancel));

        Assert.True(engine.Snapshot.UsableSession(engine.Clock.GetUtcNow()) is not null);
        return seen;
    }

    // While a token is good or a code is at stake no work is seen to begin, and an upstream that cannot send a code again is logged in to anew.
    private static async Task<List<AccountState>> EndALoginWithoutBeginningAsync(AccountState from, AccountTrigger trigger)
    {
        await using var engine = await ArrangeAsync(from, trigger);
        engine.Upstream.OnLogin = null;
        engine.Upstream.CanResend = false;
        engine.Upstream.WantsCode = true;
        await using var replica = await engine.BesideAsync();
        if (from != Active)
        {
            await replica.Account.LoginAsync(force: true, Cancel);
        }

        if (trigger != BudgetSpent)
        {
            await replica.Account.UnlockAsync(Cancel);
        }

        Prepare(engine, trigger);
        if (from == Active && trigger == TryFailed)
        {
            engine.Upstream.OnLogin = (request, cancellationToken) =>
            {
                engine.Clock.Advance(engine.Upstream.Lifetime);
                return Failing(request, cancellationToken);
            };
        }

        engine.Upstream.OnRefresh = (_, _) => Task.FromResult<RefreshResult?>(
            new RefreshResult.Failed(new TokenFailure.Rejected("refresh_refused", "No.")));
        return await WatchAsync(engine, () => from == Active ? engine.Account.RefreshAsync(Cancel) : engine.Account.ResendCodeAsync(Cancel));
    }

    private static void Prepare(Engine engine, AccountTrigger trigger)
    {
        engine.Credentials.Password = trigger switch { CredentialsMissing => null, CredentialsRejected => "wrong", _ => "right" };
        engine.Upstream.WantsCode = trigger == CodeRequired;
        engine.Upstream.OnLogin = trigger == TryFailed ? Failing : null;
    }

    // A budget of one, so that it can be spent; a replica has more and can give it back. An account without an attempt left waits for no code.
    private static async Task<Engine> ArrangeAsync(AccountState state, AccountTrigger? trigger = null)
    {
        var budget = state == TwoFactorRequired || trigger == CodeRequired ? 2 : 1;
        var engine = await Engine.StartAsync(
            account => account with { LoginBudget = budget, Login = state == Idle ? LoginMoment.OnFirstRequest : LoginMoment.AtStart },
            e =>
            {
                e.Credentials.Password = state switch { MissingCredentials => null, Rejected => "wrong", _ => "right" };
                e.Upstream.WantsCode = state == TwoFactorRequired;
                e.Upstream.OnLogin = state is Unreachable or BudgetExhausted ? Failing : null;
                e.Upstream.Lifetime = TimeSpan.FromSeconds(60);
            });
        if (state == BudgetExhausted)
        {
            await engine.WhenStateAsync(Unreachable);
            for (var attempt = 0; attempt < budget; attempt++)
            {
                await engine.Account.LoginAsync(force: false, Cancel);
            }
        }
        else if (state == LoggedOut)
        {
            await engine.WhenStateAsync(Active);
            await engine.Account.LogoutAsync(Cancel);
        }

        await engine.WhenStateAsync(state);
        engine.Credentials.Password = "right";
        return engine;
    }

    private static Task<LoginResult?> Failing(Core.Upstreams.LoginRequest request, CancellationToken cancellationToken) =>
        Task.FromResult<LoginResult?>(new LoginResult.Failed(new TokenFailure.Transient("timeout", "Too slow.")));

    private static async Task<List<AccountState>> WatchAsync<T>(Engine engine, Func<Task<T>> action)
    {
        var seen = Watch(engine);
        await action();
        lock (seen)
        {
            return [.. seen];
        }
    }

    private static List<AccountState> Watch(Engine engine)
    {
        var last = engine.Snapshot;
        List<AccountState> seen = [last.State];
        engine.Account.Changed += snapshot =>
        {
            lock (seen)
            {
                // An attempt that goes on record is told by itself, and moves nothing but the budget.
                var isBudgetOnly = snapshot.Budget != last.Budget && snapshot with { Budget = last.Budget } == last;
                last = snapshot;
                if (!isBudgetOnly)
                {
                    seen.Add(snapshot.State);
                }
            }
        };
        return seen;
    }
}
