using Gateway.Core.Secrets;
using Gateway.Core.TwoFactor;

namespace Gateway.Tests.Settings;

public sealed class SettingsProblemTests : IDisposable
{
    private const string Canary = "cAnArY-7f3b9d";

    private readonly SettingsFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    /// <summary>A setting beside a working account, and what the one problem must say.</summary>
    [Theory]
    [InlineData("Gateway:Stoer:Kind=Memory", "Gateway:Stoer:Kind", "Did you mean Gateway:Store:Kind?")]
    [InlineData("Gateway:Store:Knid=Memory", "Gateway:Store:Knid", "Did you mean Gateway:Store:Kind?")]
    [InlineData("Gateway:Accounts:default:Pasword=x", "Gateway:Accounts:default:Pasword", "Did you mean Gateway:Accounts:default:Password?")]
    [InlineData("Gateway:DrainTimeout=00:00:01", "Gateway:DrainTimeout", "Did you mean Gateway:Proxy:DrainTimeout?")]
    [InlineData("Gateway:Inbound:Callers:a:Key=only-23-characters-long", "Gateway:Inbound:Callers:a:Key", "must have 24 to 512 characters")]
    [InlineData("Gateway:Inbound:Callers:a:Key= blank-in-front-0123456789", "Gateway:Inbound:Callers:a:Key", "without blanks at its ends")]
    [InlineData("Gateway:Inbound:Callers:a:Key=key-with-umlaut-ä-0123456789", "Gateway:Inbound:Callers:a:Key", "ASCII characters")]
    [InlineData("Gateway:Inbound:Callers:a:KeyFile=nowhere/key", "Gateway:Inbound:Callers:a:KeyFile", "does not exist")]
    [InlineData("Gateway:Inbound:Callers:a:KeyHash=sha256:123", "Gateway:Inbound:Callers:a:KeyHash", "64 hexadecimal digits")]
    [InlineData("Gateway:Inbound:Callers:a:Concurrency=1", "Gateway:Inbound:Callers:a", "the caller has no key")]
    [InlineData("Gateway:Inbound:Callers:A b:Key=x", "Gateway:Inbound:Callers:A b (", "is no name")]
    [InlineData("Gateway:Inbound:AllowedHosts=*", "Gateway:Inbound:AllowedHosts", "is no host")]
    [InlineData("Gateway:Inbound:AllowedHosts=http://gateway", "Gateway:Inbound:AllowedHosts", "is no host")]
    [InlineData("Gateway:Inbound:AllowedHosts:0=gateway:x", "Gateway:Inbound:AllowedHosts", "is no host")]
    [InlineData("Gateway:Inbound:AllowedHosts:x=gateway", "Gateway:Inbound:AllowedHosts:x", "Known below Gateway:Inbound:AllowedHosts: {number}.")]
    [InlineData("Gateway:Inbound:AllowedOrigins=*", "Gateway:Inbound:AllowedOrigins", "is no origin")]
    [InlineData("Gateway:Inbound:AllowedOrigins=null", "Gateway:Inbound:AllowedOrigins", "is no origin")]
    [InlineData("Gateway:Inbound:AllowedOrigins=https://board.example/", "Gateway:Inbound:AllowedOrigins", "is no origin")]
    [InlineData("Gateway:Inbound:AllowedOrigins=https://*.example", "Gateway:Inbound:AllowedOrigins", "is no origin")]
    [InlineData("Gateway:Inbound:AllowAnonymous=yes", "Gateway:Inbound:AllowAnonymous", "neither true nor false")]
    [InlineData("Gateway:Management:AllowAnonymous=yes", "Gateway:Management:AllowAnonymous", "neither true nor false")]
    [InlineData("Gateway:Management:Key=short", "Gateway:Management:Key", "must have 24 to 512 characters")]
    [InlineData("Gateway:Management:KeyFile=nowhere/key", "Gateway:Management:KeyFile", "does not exist")]
    [InlineData("Gateway:Inbound:Callers:a:ReadOnly=perhaps", "Gateway:Inbound:Callers:a:ReadOnly", "neither true nor false")]
    [InlineData("Gateway:Upstreams:stx:AnswerLogins=perhaps", "Gateway:Upstreams:stx:AnswerLogins", "neither true nor false")]
    [InlineData("Gateway:Store:Kind:0=Memory", "Gateway:Store:Kind:0", "takes a single value")]
    [InlineData("Gateway:Store=Memory", "Gateway:Store", "Kind, Path")]
    [InlineData("Gateway:Store:Kind=1", "Gateway:Store:Kind", "'1' is not known. Use File, Memory or Redis.")]
    [InlineData("Gateway:Store:AllowPlaintext=yes", "Gateway:Store:AllowPlaintext", "neither true nor false")]
    [InlineData("Gateway:Store:KeyPrefix={mine}", "Gateway:Store:KeyPrefix", "cannot begin a key")]
    [InlineData("Gateway:Store:EncryptionKey=short", "Gateway:Store:EncryptionKey", "base64 of 32 bytes")]
    [InlineData("Gateway:Store:EncryptionKeyFile=nowhere/key", "Gateway:Store:EncryptionKeyFile", "cannot be read")]
    [InlineData("Gateway:Upstreams:stx:Protocol=Foo", "Gateway:Upstreams:stx:Protocol", "'Foo' is not known. Use Stx or StackAuth.")]
    [InlineData("Gateway:Upstreams:other:Region=ontario", "Gateway:Upstreams:other:Protocol", "is missing. Set it to Stx or StackAuth.")]
    [InlineData("Gateway:Upstreams:stx:ProjectId=abc", "Gateway:Upstreams:stx:ProjectId", "the protocol Stx does not have this key")]
    [InlineData("Gateway:Upstreams:stx:SecretServerKeyFile=key", "Gateway:Upstreams:stx:SecretServerKeyFile", "the protocol Stx does not have this key")]
    [InlineData("Gateway:Upstreams:stx:BaseUrl=example.com", "Gateway:Upstreams:stx:BaseUrl", "no http or https URL")]
    [InlineData("Gateway:Upstreams:stx:BaseUrl=ftp://example.com", "Gateway:Upstreams:stx:BaseUrl", "no http or https URL")]
    [InlineData("Gateway:Upstreams:stx:BaseUrl=https://example.com/?a=b", "Gateway:Upstreams:stx:BaseUrl", "query or fragment")]
    [InlineData("Gateway:Upstreams:stx:BaseUrl=https://example.com/#a", "Gateway:Upstreams:stx:BaseUrl", "query or fragment")]
    [InlineData("Gateway:Upstreams:stx:BaseUrl=https://me:pw@example.com", "Gateway:Upstreams:stx:BaseUrl", "user name or password")]
    [InlineData("Gateway:Upstreams:stx:BaseUrl=http://example.com", "Gateway:Upstreams:stx:BaseUrl", "Gateway:Upstreams:stx:AllowHttp=true")]
    [InlineData("Gateway:Upstreams:stx:AuthUrl=http://example.com", "Gateway:Upstreams:stx:AuthUrl", "Gateway:Upstreams:stx:AllowHttp=true")]
    [InlineData("Gateway:Upstreams:stx:Proxy=proxy", "Gateway:Upstreams:stx:Proxy", "no http or https URL")]
    [InlineData("Gateway:Upstreams:stx:Proxy=http://proxy:3128/path", "Gateway:Upstreams:stx:Proxy", "no path")]
    [InlineData("Gateway:Upstreams:stx:AllowHttp=yes", "Gateway:Upstreams:stx:AllowHttp", "neither true nor false")]
    [InlineData("Gateway:Upstreams:stx:PassCookies=1", "Gateway:Upstreams:stx:PassCookies", "neither true nor false")]
    [InlineData("Gateway:Upstreams:stx:RefreshBeforeExpiry=60", "Gateway:Upstreams:stx:RefreshBeforeExpiry", "'60' is no time span")]
    [InlineData("Gateway:Upstreams:stx:AccessTokenLifetime=00:00:00", "Gateway:Upstreams:stx:AccessTokenLifetime", "out of range")]
    [InlineData("STX_REGION=mars", "STX_REGION", "'mars' is not known. Use one of ontario, us")]
    [InlineData("STX_ENV=prod", "STX_ENV", "Use one of staging, production, dev, qa, demo")]
    [InlineData("Gateway:Upstreams:stx:Region=us", "Gateway:Upstreams:stx:Environment", "Use one of demo")]
    [InlineData("STX_HOST=http://example.com", "STX_HOST", "Gateway:Upstreams:stx:AllowHttp=true")]
    [InlineData("STX_PASSWORD_FILE=/run/secret", "STX_PASSWORD and STX_PASSWORD_FILE", "both set")]
    [InlineData("Gateway:Accounts:No good:Email=x", "Gateway:Accounts:No good (", "is no name")]
    [InlineData("Gateway:Upstreams:-x:Protocol=Stx", "Gateway:Upstreams:-x", "is no name")]
    [InlineData("Gateway:DefaultAccount=nobody", "Gateway:DefaultAccount", "there is no account 'nobody'")]
    [InlineData("Gateway:Proxy:Url=http://*:8080", "Gateway:Proxy:Url", "other machines can reach this address")]
    [InlineData("Gateway:Management:Url=http://0.0.0.0:8081", "Gateway:Management:Url", "other machines can reach this address")]
    [InlineData("Gateway:Proxy:Url=http://gateway:8080", "Gateway:Proxy:Url", "every interface")]
    [InlineData("Gateway:Proxy:CertificateFile=a.pem", "Gateway:Proxy:CertificateFile", "is not https. Write https://")]
    [InlineData("Gateway:Health:CertificateKeyFile=a.pem", "Gateway:Health:CertificateKeyFile", "is not https. Write https://")]
    [InlineData("Gateway:Health:Metrics=true", "Gateway:Health:Metrics", "is not a known key")]
    [InlineData("Gateway:Management:Url=http://localhost:8080", "Gateway:Proxy:Url and Gateway:Management:Url", "the same address")]
    [InlineData("Gateway:Health:Url=http://*:8081", "Gateway:Management:Url and Gateway:Health:Url", "the same address")]
    [InlineData("Gateway:Proxy:SocketMode=rw", "Gateway:Proxy:SocketMode", "three octal digits")]
    [InlineData("Gateway:Health:SocketMode=680", "Gateway:Health:SocketMode", "three octal digits")]
    [InlineData("Gateway:Proxy:AccountPrefix=@", "Gateway:Proxy:AccountPrefix", "a slash and at least one character")]
    [InlineData("Gateway:Proxy:AccountPrefix=/a?b", "Gateway:Proxy:AccountPrefix", "a slash and at least one character")]
    [InlineData("Gateway:Proxy:DrainTimeout=-00:00:01", "Gateway:Proxy:DrainTimeout", "no time span")]
    [InlineData("Gateway:Proxy:ActivityTimeout=31.00:00:00", "Gateway:Proxy:ActivityTimeout", "out of range")]
    [InlineData("Gateway:Proxy:MaxReplayBytes=-1", "Gateway:Proxy:MaxReplayBytes", "no whole number from 0 to 16777216")]
    [InlineData("Gateway:Proxy:MaxReplayBytes=16777217", "Gateway:Proxy:MaxReplayBytes", "no whole number from 0 to 16777216")]
    [InlineData("Gateway:Log:Format=Xml", "Gateway:Log:Format", "Use Text or Json.")]
    public void One_wrong_setting_is_one_problem_with_key_and_way_out(string setting, string key, string says)
    {
        _folder.WithAccount().With(setting);

        var problem = Assert.Single(_folder.Problems(), text => text.Contains(key, StringComparison.Ordinal));
        Assert.Contains(says, problem, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("LoginBudget=0", "LoginBudget", "from 1 to")]
    [InlineData("LoginBudget=many", "LoginBudget", "from 1 to")]
    [InlineData("LoginBudgetWindow=00:00:00", "LoginBudgetWindow", "out of range")]
    [InlineData("Login=Later", "Login", "Use AtStart or OnFirstRequest.")]
    [InlineData("Required=maybe", "Required", "neither true nor false")]
    [InlineData("TwoFactor:CodeLifetime=ten", "TwoFactor:CodeLifetime", "no time span")]
    [InlineData("TwoFactor:Source=Sms", "TwoFactor:Source", "Use Manual, Totp or Command.")]
    [InlineData("TwoFactor:Source=Totp", "TwoFactor:TotpSecret", "is missing. Write the base32 secret")]
    [InlineData("TwoFactor:Source=Command", "TwoFactor:Command", "is missing. Write the program that prints the code")]
    [InlineData("TwoFactor:TotpSecret=GEZDGNBVGY3TQOJQ", "TwoFactor:Source", "is Manual, so TotpSecret would not be used")]
    [InlineData("TwoFactor:TotpSecretFile=secret", "TwoFactor:Source", "is Manual, so TotpSecret would not be used")]
    [InlineData("TwoFactor:Command=cat /run/code", "TwoFactor:Source", "is Manual, so Command would not be used")]
    [InlineData("TwoFactor:Command=cat \"/run/code", "TwoFactor:Command", "a double quote is not closed")]
    [InlineData("Method=Otp", "Method", "the protocol Stx logs in by Password only")]
    [InlineData("UserId=x", "UserId", "the protocol Stx does not have this key")]
    [InlineData("Upstream=nowhere", "Upstream", "there is no upstream 'nowhere'. Use stx.")]
    [InlineData("PasswordFile=/run/secret", "Password", "both set")]
    public void One_wrong_setting_of_an_account_is_one_problem(string setting, string key, string says)
    {
        _folder.With("Gateway:Upstreams:stx:Protocol=Stx").With("Gateway:Accounts:bot:Password=x").With($"Gateway:Accounts:bot:{setting}");

        var problem = Assert.Single(_folder.Problems());
        Assert.StartsWith($"Gateway:Accounts:bot:{key}", problem, StringComparison.Ordinal);
        Assert.Contains(says, problem, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("not base32!", "is not base32")]
    [InlineData("GEZDGNBVGY3TQOJ1", "is not base32")]
    [InlineData("GEZDGNBVGY3TQ", "is shorter than 80 bits")]
    public void A_totp_secret_that_cannot_be_used_is_a_problem_that_does_not_show_it(string secret, string says)
    {
        _folder.With("Gateway:Upstreams:stx:Protocol=Stx").With("Gateway:Accounts:bot:Password=x")
            .With("Gateway:Accounts:bot:TwoFactor:Source=Totp").With($"Gateway:Accounts:bot:TwoFactor:TotpSecret={secret}");

        var problem = Assert.Single(_folder.Problems());

        Assert.StartsWith("Gateway:Accounts:bot:TwoFactor:TotpSecret", problem, StringComparison.Ordinal);
        Assert.Contains(says, problem, StringComparison.Ordinal);
        Assert.DoesNotContain(secret, problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Two_factor_sources_are_read_from_a_text_a_list_and_a_file()
    {
        _folder.WithAccount().With("Gateway:Upstreams:stx:Protocol=Stx")
            .With("Gateway:Accounts:text:TwoFactor:Source=command").With("Gateway:Accounts:text:TwoFactor:Command=cat \"a b\" c")
            .With("Gateway:Accounts:list:TwoFactor:Source=Command").With("Gateway:Accounts:list:TwoFactor:Command:0=cat")
            .With("Gateway:Accounts:list:TwoFactor:Command:1=a b")
            .With("Gateway:Accounts:totp:TwoFactor:Source=Totp").With("Gateway:Accounts:totp:TwoFactor:TotpSecretFile=totp")
            .With("Gateway:Accounts:totp:TwoFactor:CodeLifetime=00:03:00");

        var accounts = _folder.Model().Accounts.ToDictionary(account => account.Name.Value, StringComparer.Ordinal);

        Assert.Equal(new TwoFactorSettings.Command(["cat", "a b", "c"]), accounts["text"].TwoFactor);
        Assert.Equal(new TwoFactorSettings.Command(["cat", "a b"]), accounts["list"].TwoFactor);
        Assert.IsType<SecretReference.InFile>(Assert.IsType<TwoFactorSettings.Totp>(accounts["totp"].TwoFactor).Secret);
        Assert.Equal(TimeSpan.FromMinutes(3), accounts["totp"].CodeLifetime);
        Assert.Null(accounts["text"].CodeLifetime);
    }

    [Fact]
    public void Us_production_is_not_open()
    {
        _folder.WithAccount().With("STX_REGION=us").With("STX_ENV=production");

        Assert.Contains("'production' of region us is not open. Use one of demo", Assert.Single(_folder.Problems()), StringComparison.Ordinal);
    }

    [Fact]
    public void No_account_at_all_tells_the_names_to_set()
    {
        var problem = Assert.Single(_folder.Problems());

        Assert.Contains("STX_EMAIL and STX_PASSWORD", problem, StringComparison.Ordinal);
        Assert.Contains("Gateway:Accounts:default:Email", problem, StringComparison.Ordinal);
        Assert.DoesNotContain("STX_PROFILE", problem, StringComparison.Ordinal);
    }

    [Fact]
    public void No_account_at_all_points_to_the_profile_file_that_is_there()
    {
        _folder.Write("home/.stx/credentials", "[default]\nemail = a@example.com\n");

        Assert.Contains("STX_PROFILE=default", Assert.Single(_folder.Problems()), StringComparison.Ordinal);
    }

    [Fact]
    public void Empty_short_names_are_unset()
    {
        foreach (var name in (string[])["STX_EMAIL", "STX_PASSWORD", "STX_PASSWORD_FILE", "STX_REGION", "STX_ENV", "STX_HOST", "STX_PROFILE", "STX_CREDENTIALS"])
        {
            _folder.Environment[name] = string.Empty;
        }

        Assert.StartsWith("No account is configured", Assert.Single(_folder.Problems()), StringComparison.Ordinal);
    }

    [Fact]
    public void Several_upstreams_and_an_account_that_names_none()
    {
        _folder.With("Gateway:Upstreams:one:Protocol=Stx").With("Gateway:Upstreams:two:Protocol=Stx").With("Gateway:Accounts:bot:Email=x");

        Assert.Equal("Gateway:Accounts:bot:Upstream: is missing, and there are several upstreams. Set it to one or two.", Assert.Single(_folder.Problems()));
    }

    [Fact]
    public void An_account_without_any_upstream()
    {
        _folder.With("Gateway:Accounts:bot:Email=x");

        Assert.Contains("Gateway:Upstreams:stx:Protocol=Stx", Assert.Single(_folder.Problems()), StringComparison.Ordinal);
    }

    [Fact]
    public void A_named_file_that_is_missing()
    {
        _folder.WithAccount().With("GATEWAY_CONFIG=gone.json");

        var problem = Assert.Single(_folder.Problems());
        Assert.Contains("GATEWAY_CONFIG", problem, StringComparison.Ordinal);
        Assert.Contains(_folder.PathOf("gone.json"), problem, StringComparison.Ordinal);
    }

    [Fact]
    public void A_settings_file_that_cannot_be_read()
    {
        Directory.CreateDirectory(_folder.WithAccount().PathOf("appsettings.json"));

        Assert.Contains("cannot be read", Assert.Single(_folder.Problems()), StringComparison.Ordinal);
    }

    [Fact]
    public void A_missing_home_folder_leaves_a_profile_without_a_file()
    {
        _folder.Sources = _folder.Sources with { HomeFolder = null };
        _folder.With("STX_PROFILE=one").With("Gateway:Store:Kind=Memory");

        Assert.Contains("STX_CREDENTIALS", Assert.Single(_folder.Problems()), StringComparison.Ordinal);
    }

    [Fact]
    public void Malformed_json_is_told_with_file_and_line_and_without_its_text()
    {
        var path = _folder.WithAccount().Write("appsettings.json", $"{{\n \"Gateway\": {{\n \"Store\": {Canary} }} }}");

        var problem = Assert.Single(_folder.Problems());
        Assert.Contains($"{path} is no valid JSON: line 3", problem, StringComparison.Ordinal);
        Assert.DoesNotContain(Canary, problem, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("[]", "must be an object")]
    [InlineData("""{"Gateway": {"Store": {"Kind": "File", "kind": "Memory"}}}""", "written twice")]
    [InlineData("""{"Gateway": 5}""", "takes no value of its own")]
    [InlineData("", "no valid JSON")]
    public void A_json_file_of_the_wrong_shape(string json, string says)
    {
        _folder.WithAccount().Write("appsettings.json", json);

        Assert.Contains(says, Assert.Single(_folder.Problems()), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--Gateway:Store:Kind", "--Gateway:Store:Kind has no value")]
    [InlineData("--Urls=http://*:80", "The option --Urls is not known")]
    [InlineData(Canary, "Argument 1 belongs to no option")]
    public void An_argument_that_is_no_setting(string argument, string says)
    {
        _folder.WithAccount().WithArguments(argument);

        Assert.Contains(says, Assert.Single(_folder.Problems()), StringComparison.Ordinal);
    }

    [Fact]
    public void All_problems_come_at_once_and_say_where_they_were_written()
    {
        _folder.Write("appsettings.json", """{"Gateway": {"Store": {"Kind": "Disk"}}}""");
        _folder.With("Gateway:Proxy:Url=nonsense").WithArguments("--Gateway:Log:Fromat=Text");

        var problems = _folder.Problems();
        Assert.Equal(4, problems.Count);
        Assert.Contains(problems, text => text.StartsWith("Gateway:Log:Fromat (command line)", StringComparison.Ordinal));
        Assert.Contains(problems, text => text.StartsWith("Gateway:Proxy:Url (environment)", StringComparison.Ordinal));
        Assert.Contains(problems, text => text.StartsWith("Gateway:Store:Kind (appsettings.json)", StringComparison.Ordinal));
        Assert.Contains(problems, text => text.StartsWith("No account", StringComparison.Ordinal));
    }

    [Fact]
    public void No_problem_repeats_a_secret()
    {
        _folder.With($"Gateway:Accounts:bot:Password={Canary}").With("Gateway:Accounts:bot:PasswordFile=/x")
            .With($"Gateway:Accounts:bot:Pasword={Canary}").With($"Gateway:Store:EncryptionKey={Canary}")
            .With($"Gateway:Upstreams:a:BaseUrl=https://me:{Canary}@example.com").With("Gateway:Upstreams:a:Protocol=Stx")
            .With($"Gateway:Upstreams:a:Proxy=//me:{Canary}@proxy").With($"STX_PASSWORD={Canary}")
            .With($"Gateway:Proxy:Url=http://{Canary}@127.0.0.1")
            .WithArguments(Canary, $"Gateway:Accounts:bot:Password={Canary}");
        _folder.Write("appsettings.json", $$"""{"Gateway": {"Accounts": "{{Canary}}" } }""");

        var problems = _folder.Problems();
        Assert.True(problems.Count >= 8, string.Join('\n', problems));
        Assert.DoesNotContain(problems, text => text.Contains(Canary, StringComparison.Ordinal));
    }

    [Fact]
    public void The_model_prints_no_secret()
    {
        var key = Convert.ToBase64String(new byte[32]);
        _folder.WithAccount().With($"STX_PASSWORD={Canary}").With($"Gateway:Store:EncryptionKey={key}");

        var model = _folder.Model();
        var text = $"{model} {model.Accounts.Single()} {model.Accounts.Single().Credentials} {model.Store} {_folder.Read()}";
        Assert.DoesNotContain(Canary, text, StringComparison.Ordinal);
        Assert.DoesNotContain(key, text, StringComparison.Ordinal);
    }
}
