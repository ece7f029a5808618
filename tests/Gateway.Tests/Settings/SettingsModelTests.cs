using Gateway.Core.Credentials;
using Gateway.Core.Secrets;
using Gateway.Core.Sessions;
using Gateway.Listeners;
using Gateway.Settings;

namespace Gateway.Tests.Settings;

public sealed class SettingsModelTests : IDisposable
{
    private readonly SettingsFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Two_short_names_are_enough_and_everything_else_has_a_default()
    {
        var model = _folder.WithAccount().Model();

        var upstream = Assert.Single(model.Upstreams);
        Assert.Equal("stx", upstream.Name);
        Assert.Equal("Stx", upstream.Protocol);
        Assert.Equal("https://api-staging.on.sportsxapp.com/", upstream.BaseUrl.AbsoluteUri);
        Assert.Equal(upstream.BaseUrl, upstream.AuthUrl);
        Assert.Equal(TimeSpan.FromMinutes(1), upstream.RefreshBeforeExpiry);
        Assert.Equal(TimeSpan.FromHours(1), upstream.AccessTokenLifetime);
        Assert.Null(upstream.Proxy);
        Assert.False(upstream.PassCookies);

        var account = Assert.Single(model.Accounts);
        Assert.Equal("default", account.Name.Value);
        Assert.Equal("bot@example.com", account.Credentials.Email);
        Assert.Equal("STX_PASSWORD", account.Credentials.Password!.Setting);
        Assert.Equal(LoginMoment.AtStart, account.Login);
        Assert.True(account.Required);
        Assert.Equal(5, account.LoginBudget);
        Assert.Equal(TimeSpan.FromHours(1), account.LoginBudgetWindow);
        Assert.Null(account.CodeLifetime);
        Assert.Equal(account.Name, model.DefaultAccount);

        Assert.Equal("http://127.0.0.1:8080", model.Proxy.Url);
        Assert.Equal("http://127.0.0.1:8081", model.Management.Url);
        Assert.Null(model.Health);
        Assert.Equal(new ProxySettings("/@", TimeSpan.FromSeconds(100), TimeSpan.FromSeconds(8)) { MaxReplayBytes = 65536 }, model.Proxying);
        Assert.Equal(LogFormat.Json, model.LogFormat);
        Assert.Equal(StoreKind.File, model.Store.Kind);
        Assert.Null(model.Store.EncryptionKey);
    }

    [Fact]
    public void Every_setting_reaches_the_model()
    {
        var key = Convert.ToBase64String(new byte[32]);
        _folder.Write("appsettings.json", $$"""
            {
              // Comments and trailing commas are fine.
              "Gateway": {
                "Upstreams": { "Main": {
                  "Protocol": "STX", "BaseUrl": "https://api.example.com/v1/", "AuthUrl": "https://login.example.com", "RefreshBeforeExpiry": "00:02:00",
                  "AccessTokenLifetime": "24:00:00", "Proxy": "http://proxy.example.com:3128", "PassCookies": true } },
                "Accounts": {
                  "a": { "Username": "me", "PasswordFile": "secrets/a", "DeviceId": "dev", "Login": "onFirstRequest", "Required": false,
                         "LoginBudget": 2, "LoginBudgetWindow": "1.00:00:00", "TwoFactor": { "CodeLifetime": "00:05:00" } },
                  "b": {} },
                "DefaultAccount": "A",
                "Store": { "Kind": "memory", "Path": "state", "EncryptionKey": "{{key}}, {{key}}" },
                "Proxy": { "Url": "http://unix:/tmp/gateway.sock", "SocketMode": 660, "AccountPrefix": "none", "DrainTimeout": "00:00:01.5", "ActivityTimeout": "00:05:00", "MaxReplayBytes": 1024 },
                "Management": { "Url": "http://localhost:9000" },
                "Health": { "Url": "http://*:9001" },
                "Log": { "Format": "Text" },
              },
            }
            """);

        var model = _folder.Model();
        var upstream = Assert.Single(model.Upstreams);
        Assert.Equal("main", upstream.Name);
        Assert.Equal("https://api.example.com/v1", upstream.BaseUrl.AbsoluteUri);
        Assert.Equal("https://login.example.com/", upstream.AuthUrl.AbsoluteUri);
        Assert.Equal(TimeSpan.FromMinutes(2), upstream.RefreshBeforeExpiry);
        Assert.Equal(TimeSpan.FromHours(24), upstream.AccessTokenLifetime);
        Assert.Equal("http://proxy.example.com:3128/", upstream.Proxy!.AbsoluteUri);
        Assert.True(upstream.PassCookies);

        Assert.Equal(["a", "b"], model.Accounts.Select(account => account.Name.Value));
        var a = model.Accounts[0];
        Assert.Same(upstream, a.Upstream);
        Assert.Equal("me", a.Credentials.Username);
        Assert.Equal(new SecretReference.InFile("Gateway:Accounts:a:PasswordFile", _folder.PathOf("secrets/a")), a.Credentials.Password);
        Assert.Equal("dev", a.DeviceId);
        Assert.Equal(LoginMoment.OnFirstRequest, a.Login);
        Assert.False(a.Required);
        Assert.Equal(2, a.LoginBudget);
        Assert.Equal(TimeSpan.FromDays(1), a.LoginBudgetWindow);
        Assert.Equal(TimeSpan.FromMinutes(5), a.CodeLifetime);
        Assert.Equal("a", model.DefaultAccount?.Value);

        Assert.Equal(StoreKind.Memory, model.Store.Kind);
        Assert.Equal(_folder.PathOf("state"), model.Store.Path);
        Assert.Equal($"{key}, {key}", Assert.IsType<SecretReference.Inline>(model.Store.EncryptionKey).Value.Reveal());
        Assert.Equal(new ListenerAddress.UnixSocket("/tmp/gateway.sock"), model.Proxy.Address);
        Assert.Equal((UnixFileMode)0b110_110_000, model.Proxy.SocketMode);
        Assert.Equal(new ProxySettings(null, TimeSpan.FromMinutes(5), TimeSpan.FromSeconds(1.5)) { MaxReplayBytes = 1024 }, model.Proxying);
        Assert.False(model.Health!.Address.IsLocal);
        Assert.Equal(LogFormat.Text, model.LogFormat);
    }

    [Fact]
    public void Several_accounts_have_no_default()
    {
        _folder.With("Gateway:Upstreams:stx:Protocol=Stx").With("Gateway:Accounts:a:Email=x").With("Gateway:Accounts:b:Email=y");

        Assert.Null(_folder.Model().DefaultAccount);
    }

    [Theory]
    [InlineData(null, null, "api-staging.on.sportsxapp.com")]
    [InlineData("ontario", "production", "api.on.stxapp.ca")]
    [InlineData("Ontario", "DEV", "api-dev.on.sportsxapp.com")]
    [InlineData(null, "qa", "api-qa.on.sportsxapp.com")]
    [InlineData("ontario", "demo", "demo.stxapp.ca")]
    [InlineData("us", "demo", "demo.stxapp.io")]
    public void Region_and_environment_decide_the_host(string? region, string? environment, string host)
    {
        _folder.WithAccount().With($"STX_REGION={region}").With($"STX_ENV={environment}");

        Assert.Equal(host, _folder.Model().Upstreams.Single().BaseUrl.Host);
    }

    [Theory]
    [InlineData("api.example.com", "https://api.example.com/")]
    [InlineData("api.example.com:8443", "https://api.example.com:8443/")]
    [InlineData("http://localhost:4000", "http://localhost:4000/")]
    [InlineData("http://[::1]:4000/x/", "http://[::1]:4000/x")]
    [InlineData("https://api.example.com/a%2Fb/c%20d//", "https://api.example.com/a%2Fb/c%20d")]
    public void STX_HOST_is_a_host_or_a_URL_and_stands_above_region_and_environment(string host, string url)
    {
        _folder.WithAccount().With($"STX_HOST={host}").With("STX_REGION=mars");

        Assert.Equal(url, _folder.Model().Upstreams.Single().BaseUrl.AbsoluteUri);
    }

    [Fact]
    public void Plain_http_to_another_machine_needs_AllowHttp()
    {
        _folder.WithAccount().With("STX_HOST=http://exchange.example.com").With("Gateway:Upstreams:stx:AllowHttp=true");

        Assert.Equal("http://exchange.example.com/", _folder.Model().Upstreams.Single().BaseUrl.AbsoluteUri);
    }

    [Theory]
    [InlineData("STX_PROFILE=prod-bot", "prod-bot", "home/.stx/credentials")]
    [InlineData("STX_CREDENTIALS=mine/profiles", "default", "mine/profiles")]
    public void Short_names_name_a_profile(string line, string section, string file)
    {
        Assert.Equal(new ProfileReference(_folder.PathOf(file), section), _folder.With(line).Model().Accounts.Single().Credentials.Profile);
    }

    [Fact]
    public void A_configured_account_takes_its_profile_from_the_file_of_STX_CREDENTIALS()
    {
        _folder.With("STX_CREDENTIALS=mine").With("Gateway:Upstreams:stx:Protocol=Stx").With("Gateway:Accounts:bot:Profile=one");

        var result = _folder.ValidResult();
        Assert.Equal(new ProfileReference(_folder.PathOf("mine"), "one"), result.Model.Accounts.Single().Credentials.Profile);
        Assert.Empty(result.Warnings);
    }

    [Fact]
    public void The_profile_decides_the_host_where_the_upstream_says_nothing()
    {
        _folder.Write("home/.stx/credentials", "[one]\nregion = us\nenv = demo\n");
        _folder.With("STX_PROFILE=one");
        Assert.Equal("demo.stxapp.io", _folder.Model().Upstreams.Single().BaseUrl.Host);

        _folder.With("STX_REGION=ontario");
        Assert.Equal("demo.stxapp.ca", _folder.Model().Upstreams.Single().BaseUrl.Host);

        _folder.With("STX_HOST=api.example.com");
        Assert.Equal("api.example.com", _folder.Model().Upstreams.Single().BaseUrl.Host);
    }

    [Fact]
    public void A_profile_that_cannot_be_read_is_no_error_and_a_wrong_region_in_it_is()
    {
        _folder.With("STX_PROFILE=one");
        Assert.Equal("api-staging.on.sportsxapp.com", _folder.Model().Upstreams.Single().BaseUrl.Host);

        _folder.Write("home/.stx/credentials", "[one]\nregion = mars\n");
        var problem = Assert.Single(_folder.Problems());
        Assert.StartsWith("region of profile [one] in ", problem, StringComparison.Ordinal);
        Assert.Contains("'mars' is not known", problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Profiles_of_one_upstream_must_agree_on_the_region()
    {
        _folder.Write("home/.stx/credentials", "[one]\nregion = us\nenv = demo\n[two]\nregion = ontario\nenv = demo\n");
        _folder.With("Gateway:Upstreams:stx:Protocol=Stx").With("Gateway:Accounts:a:Profile=one").With("Gateway:Accounts:b:Profile=two");

        Assert.Contains("accounts a and b differ in region", Assert.Single(_folder.Problems()), StringComparison.Ordinal);
    }

    [Fact]
    public void The_empty_places_are_told_by_the_names_a_person_would_set()
    {
        Assert.Equal(
            ["environment STX_PASSWORD", "environment STX_PASSWORD_FILE", "Gateway:Accounts:default:Password", "Gateway:Accounts:default:PasswordFile", "environment STX_PROFILE", "Gateway:Accounts:default:Profile"],
            _folder.With("STX_EMAIL=bot@example.com").Model().Accounts.Single().Credentials.Places);
    }

    [Fact]
    public void A_configured_account_is_not_told_of_short_names()
    {
        _folder.With("Gateway:Upstreams:stx:Protocol=Stx").With("Gateway:Accounts:bot:Password=x");

        Assert.Equal(
            ["Gateway:Accounts:bot:Email", "Gateway:Accounts:bot:Username", "Gateway:Accounts:bot:Profile"],
            _folder.Model().Accounts.Single().Credentials.Places);
    }

    [Fact]
    public void The_state_folder_is_the_users_own()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "The state folder follows the XDG rules only where there are any.");
        _folder.WithAccount();
        Assert.Equal(Path.Combine(_folder.Home, ".local/state/gateway"), _folder.Model().Store.Path);

        _folder.With("XDG_STATE_HOME=relative");
        Assert.Equal(Path.Combine(_folder.Home, ".local/state/gateway"), _folder.Model().Store.Path);

        _folder.With("XDG_STATE_HOME=/var/states");
        Assert.Equal("/var/states/gateway", _folder.Model().Store.Path);
    }

    [Fact]
    public void A_user_without_a_home_must_name_the_state_folder_or_do_without_one()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows asks the system, not the sources.");
        _folder.WithAccount();
        _folder.Sources = _folder.Sources with { HomeFolder = null };
        Assert.StartsWith("Gateway:Store:Path: the user has no home folder", Assert.Single(_folder.Problems()), StringComparison.Ordinal);

        Assert.Equal(StoreKind.Memory, _folder.With("Gateway:Store:Kind=Memory").Model().Store.Kind);
    }

    [Fact]
    public void The_log_is_text_in_a_terminal()
    {
        _folder.WithAccount();
        _folder.Sources = _folder.Sources with { IsTerminal = true };

        Assert.Equal(LogFormat.Text, _folder.Model().LogFormat);
    }

    [Fact]
    public void A_key_file_is_checked_like_a_key()
    {
        _folder.Write("key", Convert.ToBase64String(new byte[32]) + "\n");
        _folder.WithAccount().With("Gateway:Store:EncryptionKeyFile=key");
        Assert.IsType<SecretReference.InFile>(_folder.Model().Store.EncryptionKey);

        _folder.Write("key", "c2hvcnQ=");
        Assert.StartsWith("Gateway:Store:EncryptionKeyFile", Assert.Single(_folder.Problems()), StringComparison.Ordinal);
    }

    [Fact]
    public void Settings_that_are_read_twice_give_equal_accounts_so_that_nothing_is_exchanged()
    {
        _folder.With("STX_EMAIL=bot@example.com");

        var (one, other) = (_folder.Model().Accounts.Single(), _folder.Model().Accounts.Single());

        Assert.NotEmpty(one.Credentials.Places);
        Assert.Equal(one, other);
        Assert.Equal(one.GetHashCode(), other.GetHashCode());
    }
}
