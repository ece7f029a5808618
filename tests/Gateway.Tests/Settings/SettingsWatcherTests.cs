using Gateway.Settings;
using Gateway.Testing;
using Microsoft.Extensions.Logging;

namespace Gateway.Tests.Settings;

public sealed class SettingsWatcherTests : IDisposable
{
    private const string Base = """{"Gateway": {"Upstreams": {"stx": {"Protocol": "Stx"}}, "Accounts": {"one": {"Profile": "default"}}}}""";

    private readonly SettingsFolder _folder = new();
    private readonly LogLines _log = new();
    private readonly List<GatewayModel> _applied = [];

    public SettingsWatcherTests() => _folder.Write("appsettings.json", Base);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void New_accounts_are_applied_once()
    {
        using var watcher = Watch();
        watcher.Look();
        Assert.Empty(_applied);

        _folder.Write("appsettings.json", Base.Replace("one", "two", StringComparison.Ordinal));
        watcher.Look();
        watcher.Look();

        Assert.Equal("two", Assert.Single(_applied).Accounts.Single().Name.Value);
        Assert.Equal(["SettingsApplied"], _log.Events);
    }

    [Fact]
    public void Bad_settings_are_reported_once_with_all_problems_and_change_nothing()
    {
        using var watcher = Watch();
        _folder.Write("appsettings.json", """{"Gateway": {"Store": {"Kind": "Disk"}, "Log": {"Format": "Xml"}}}""");
        watcher.Look();
        watcher.Look();

        Assert.Empty(_applied);
        var line = Assert.Single(_log.Lines);
        Assert.Contains("Gateway:Store:Kind", line, StringComparison.Ordinal);
        Assert.Contains("Gateway:Log:Format", line, StringComparison.Ordinal);

        _folder.Write("appsettings.json", Base);
        watcher.Look();
        Assert.Single(_applied);
    }

    [Fact]
    public void Bad_settings_become_good_when_another_file_does()
    {
        _folder.Write("store.key", "no key");
        using var watcher = Watch();
        _folder.Write("appsettings.json", Base.Replace("""{"Gateway": {""", """{"Gateway": {"Store": {"EncryptionKeyFile": "store.key"}, """, StringComparison.Ordinal));
        watcher.Look();
        watcher.Look();
        Assert.Empty(_applied);
        Assert.Equal(["SettingsRejected"], _log.Events);

        _folder.Write("store.key", Convert.ToBase64String(new byte[32]));
        watcher.Look();
        watcher.Look();

        Assert.Single(_applied);
        Assert.Contains("appsettings.json", _log.Lines[1], StringComparison.Ordinal);
    }

    [Fact]
    public void An_unusable_key_file_does_not_hold_the_rest_back()
    {
        var file = _folder.Write("bot.key", "caller-key-0123456789abcdef");
        const string Caller = """{"Gateway": {"Inbound": {"Callers": {"bot": {"KeyFile": "bot.key"}}}, """;
        _folder.Write("appsettings.json", Base.Replace("""{"Gateway": {""", Caller, StringComparison.Ordinal));
        using var watcher = Watch();

        foreach (var account in (string[])["two", "three"])
        {
            File.Delete(file);
            _folder.Write("appsettings.json", Base.Replace("""{"Gateway": {""", Caller, StringComparison.Ordinal).Replace("one", account, StringComparison.Ordinal));
            watcher.Look();
            Assert.Equal(account, _applied[^1].Accounts.Single().Name.Value);
            Assert.Equal("bot", _applied[^1].Inbound.Callers.Single().Name);
            Assert.Contains(_log.Lines, line => line.StartsWith("Gateway:Inbound:Callers:bot:KeyFile (appsettings.json): cannot be used.", StringComparison.Ordinal));
            File.WriteAllText(file, "short");
        }

        Assert.Contains("Gateway:Inbound:Callers:bot:KeyFile", Assert.Single(_folder.Problems()), StringComparison.Ordinal);
    }

    [Fact]
    public void Listeners_and_store_wait_for_a_restart()
    {
        using var watcher = Watch();
        _folder.Write("appsettings.Production.json", """{"Gateway": {"Store": {"Kind": "Memory"}, "Proxy": {"Url": "http://127.0.0.1:9999"}, "DefaultAccount": "one"}}""");
        watcher.Look();

        var model = Assert.Single(_applied);
        Assert.Equal(StoreKind.File, model.Store.Kind);
        Assert.Equal("http://127.0.0.1:8080", model.Proxy.Url);
        Assert.Equal(["SettingsApplied", "SettingsRestartNeeded"], _log.Events);
        Assert.Contains("Gateway:Proxy, Gateway:Store", _log.Lines[1], StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_appears_or_vanishes_is_a_change()
    {
        using var watcher = Watch();
        var path = _folder.Write("home/.stx/credentials", "[default]\nregion = us\nenv = demo\n");
        watcher.Look();
        Assert.Equal("demo.stxapp.io", Assert.Single(_applied).Upstreams.Single().BaseUrl.Host);

        File.Delete(path);
        watcher.Look();
        Assert.Equal("api-staging.on.sportsxapp.com", _applied[^1].Upstreams.Single().BaseUrl.Host);
    }

    [Fact]
    public void A_profile_file_that_no_account_names_does_not_count()
    {
        _folder.Write("appsettings.json", Base.Replace("Profile", "Email", StringComparison.Ordinal));
        using var watcher = Watch();
        _folder.Write("home/.stx/credentials", "[default]\n");
        watcher.Look();

        Assert.Empty(_applied);
    }

    [Fact]
    public void A_change_between_the_first_reading_and_the_first_look_is_seen()
    {
        var started = _folder.ValidResult();
        _folder.Write("appsettings.json", Base.Replace("one", "two", StringComparison.Ordinal));
        using var watcher = Watch(started);
        watcher.Look();

        Assert.Single(_applied);
    }

    [Fact]
    public void A_folder_swapped_under_a_link_is_a_change()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Links need rights there.");
        _folder.Write("v1/settings.json", Base);
        _folder.Write("v2/settings.json", Base.Replace("one", "two", StringComparison.Ordinal));
        var link = _folder.PathOf("data");
        Directory.CreateSymbolicLink(link, _folder.PathOf("v1"));
        File.Delete(_folder.PathOf("appsettings.json"));
        _folder.Sources = _folder.Sources with { ConfigFile = Path.Combine(link, "settings.json") };
        using var watcher = Watch();

        Directory.Delete(link);
        Directory.CreateSymbolicLink(link, _folder.PathOf("v2"));
        watcher.Look();

        Assert.Equal("two", Assert.Single(_applied).Accounts.Single().Name.Value);
    }

    [Fact]
    public async Task It_looks_every_two_seconds()
    {
        var clock = new FakeClock();
        var applied = new TaskCompletionSource<GatewayModel>(TaskCreationOptions.RunContinuationsAsynchronously);
        using var watcher = new SettingsWatcher(SettingsFolder.Reader, _folder.Sources, _folder.ValidResult(), Apply, clock, _log);
        await watcher.StartAsync(TestContext.Current.CancellationToken);
        await clock.WhenTimersArmedAsync(1, TestContext.Current.CancellationToken);
        _folder.Write("appsettings.json", Base.Replace("one", "two", StringComparison.Ordinal));

        clock.Advance(TimeSpan.FromSeconds(2));

        var model = await applied.Task.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
        Assert.Equal("two", model.Accounts.Single().Name.Value);
        await watcher.StopAsync(TestContext.Current.CancellationToken);

        IReadOnlyList<string> Apply(GatewayModel next)
        {
            applied.TrySetResult(next);
            return [];
        }
    }

    [Fact]
    public void What_the_applying_side_warns_of_is_logged()
    {
        using var watcher = new SettingsWatcher(SettingsFolder.Reader, _folder.Sources, _folder.ValidResult(), _ => ["Mind the gap."], TimeProvider.System, _log);
        _folder.Write("appsettings.json", Base + " ");
        watcher.Look();

        Assert.Contains("Mind the gap.", _log.Lines);
    }

    private SettingsWatcher Watch(SettingsResult.Valid? started = null) => new(
        SettingsFolder.Reader, _folder.Sources, started ?? _folder.ValidResult(), Apply, TimeProvider.System, _log);

    private IReadOnlyList<string> Apply(GatewayModel model)
    {
        _applied.Add(model);
        return [];
    }

    private sealed class LogLines : ILogger<SettingsWatcher>
    {
        public List<string> Lines { get; } = [];

        public List<string?> Events { get; } = [];

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            Lines.Add(formatter(state, exception));
            Events.Add(eventId.Name);
        }
    }
}
