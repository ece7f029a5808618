using Gateway.Core.Secrets;
using Gateway.Core.Upstreams;

namespace Gateway.Tests.Settings;

/// <summary>Stack Auth in the settings: what is wrong is told by one clear message each, all at once, and what is right is understood.</summary>
public sealed class StackAuthSettingsTests : IDisposable
{
    private const string User = "3f2b0000-0000-4000-8000-000000000001";
    private const string Canary = "sk_canary_7f3b9d";

    private readonly SettingsFolder _folder = new SettingsFolder()
        .With("Gateway:Upstreams:stack:Protocol=StackAuth")
        .With("Gateway:Upstreams:stack:ProjectId=5ac0a074-0000-4000-8000-000000000001")
        .With("Gateway:Accounts:bot:Email=bot@example.com");

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("Upstreams:stack:ProjectId=", "Upstreams:stack:ProjectId", "is missing")]
    [InlineData("Upstreams:stack:ProjectId=two words", "Upstreams:stack:ProjectId", "characters that no id has")]
    [InlineData("Upstreams:stack:BranchId=ä", "Upstreams:stack:BranchId", "characters that no id has")]
    [InlineData("Upstreams:stack:AccessType=server", "Upstreams:stack:AccessType", "Gateway:Upstreams:stack:SecretServerKey is missing")]
    [InlineData("Upstreams:stack:AccessType=admin", "Upstreams:stack:AccessType", "Use client or server")]
    [InlineData("Upstreams:stack:AuthUrl=http://auth.example", "Upstreams:stack:AuthUrl", "Gateway:Upstreams:stack:AllowHttp=true")]
    [InlineData("Upstreams:stack:BaseUrl=http://backend.example", "Upstreams:stack:BaseUrl", "Gateway:Upstreams:stack:AllowHttp=true")]
    [InlineData("Upstreams:stack:AuthUrl=https://auth.example/api/v1", "Upstreams:stack:AuthUrl", "Write the URL without it")]
    [InlineData("Upstreams:stack:PublishableClientKey=ssk_" + Canary, "Upstreams:stack:PublishableClientKey", "is a secret server key")]
    [InlineData("Upstreams:stack:PublishableClientKey=sak_" + Canary, "Upstreams:stack:PublishableClientKey", "admin key")]
    [InlineData("Upstreams:stack:PublishableClientKey=a b" + Canary, "Upstreams:stack:PublishableClientKey", "characters that no key has")]
    [InlineData("Upstreams:stack:SecretServerKey=pck_" + Canary, "Upstreams:stack:SecretServerKey", "is a publishable client key")]
    [InlineData("Upstreams:stack:Region=ontario", "Upstreams:stack:Region", "the protocol StackAuth does not have this key")]
    [InlineData("Accounts:bot:Method=Magic", "Accounts:bot:Method", "Use Password, Otp or ServerSession")]
    [InlineData("Accounts:bot:Method=Otp", "Accounts:bot:OtpCallbackUrl", "is missing")]
    [InlineData("Accounts:bot:OtpCallbackUrl=https://app.example", "Accounts:bot:OtpCallbackUrl", "not used by the account's method")]
    [InlineData("Accounts:bot:UserId=" + User, "Accounts:bot:UserId", "not used by the account's method")]
    [InlineData("Accounts:bot:Username=bot", "Accounts:bot:Username", "Write Email in its place")]
    [InlineData("Accounts:bot:Profile=default", "Accounts:bot:Profile", "a profile is for STX accounts")]
    public void What_is_wrong_is_one_message(string setting, string key, string sentence)
    {
        var problem = Assert.Single(_folder.With($"Gateway:{setting}").Problems());

        Assert.StartsWith($"Gateway:{key}", problem, StringComparison.Ordinal);
        Assert.Contains(sentence, problem, StringComparison.Ordinal);
        Assert.DoesNotContain(Canary, problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Everything_that_is_wrong_is_told_at_once()
    {
        var problems = _folder
            .With("Gateway:Upstreams:stack:ProjectId=").With("Gateway:Upstreams:stack:AccessType=server").With("Gateway:Upstreams:stack:AuthUrl=http://auth.example")
            .With("Gateway:Accounts:bot:Pasword=x").Problems();

        Assert.Equal(4, problems.Count);
        Assert.All(["ProjectId", "AccessType", "AuthUrl", "Pasword"], key => Assert.Single(problems, problem => problem.Contains($":{key} ", StringComparison.Ordinal) || problem.Contains($":{key}:", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("ServerSession", "UserId=", "UserId", "is missing")]
    [InlineData("ServerSession", "UserId=bot", "UserId", "is no UUID")]
    [InlineData("ServerSession", "Password=x", "Password", "is not used by the method ServerSession")]
    [InlineData("Otp", "Password=x", "Password", "is not used by the method Otp")]
    [InlineData("Otp", "OtpCallbackUrl=app", "OtpCallbackUrl", "no http or https URL")]
    public void A_method_says_what_belongs_to_it(string method, string setting, string key, string sentence)
    {
        _folder.With($"Gateway:Accounts:bot:Method={method}");
        _ = method == "Otp"
            ? _folder.With("Gateway:Accounts:bot:OtpCallbackUrl=https://app.example")
            : _folder.With($"Gateway:Accounts:bot:UserId={User}").With("Gateway:Accounts:bot:Email=").With("Gateway:Upstreams:stack:SecretServerKey=ssk_x");

        var problem = Assert.Single(_folder.With($"Gateway:Accounts:bot:{setting}").Problems());

        Assert.StartsWith($"Gateway:Accounts:bot:{key}", problem, StringComparison.Ordinal);
        Assert.Contains(sentence, problem, StringComparison.Ordinal);
    }

    [Fact]
    public void A_server_session_needs_the_key_of_its_upstream() => Assert.Contains(
        "Gateway:Upstreams:stack:SecretServerKey",
        Assert.Single(_folder.With("Gateway:Accounts:bot:Method=ServerSession").With($"Gateway:Accounts:bot:UserId={User}").With("Gateway:Accounts:bot:Email=").Problems()),
        StringComparison.Ordinal);

    [Fact]
    public void An_authenticator_cannot_give_mailed_codes() => Assert.StartsWith(
        "Gateway:Accounts:bot:TwoFactor:Source",
        Assert.Single(_folder
            .With("Gateway:Accounts:bot:Method=Otp").With("Gateway:Accounts:bot:OtpCallbackUrl=https://app.example")
            .With("Gateway:Accounts:bot:TwoFactor:Source=Totp").With("Gateway:Accounts:bot:TwoFactor:TotpSecret=MNQW4YLSPEWXI33UOAWXGZLDOJSXI").Problems()),
        StringComparison.Ordinal);

    [Theory]
    [InlineData("StackAuth")]
    [InlineData("hexclave")]
    public void The_hosted_service_is_the_default_under_both_names(string protocol)
    {
        var upstream = Assert.Single(_folder.With($"Gateway:Upstreams:stack:Protocol={protocol}").Model().Upstreams);

        Assert.Equal(("StackAuth", "https://api.stack-auth.com/", "https://api.stack-auth.com/"), (upstream.Protocol, upstream.AuthUrl.AbsoluteUri, upstream.BaseUrl.AbsoluteUri));
    }

    [Fact]
    public void Requests_go_to_the_address_of_logins_unless_another_is_written()
    {
        _folder.With("Gateway:Upstreams:stack:AuthUrl=https://auth.example");
        Assert.Equal("https://auth.example/", Assert.Single(_folder.Model().Upstreams).BaseUrl.AbsoluteUri);

        _folder.With("Gateway:Upstreams:stack:BaseUrl=https://backend.example/v2");
        var upstream = Assert.Single(_folder.Model().Upstreams);
        Assert.Equal(("https://auth.example/", "https://backend.example/v2"), (upstream.AuthUrl.AbsoluteUri, upstream.BaseUrl.AbsoluteUri));
    }

    [Fact]
    public void Rights_of_a_server_are_warned_of()
    {
        var result = _folder.With("Gateway:Upstreams:stack:SecretServerKey=ssk_x").With("Gateway:Upstreams:stack:AccessType=Server").ValidResult();

        Assert.Contains("each caller has the rights of the whole project", Assert.Single(result.Warnings), StringComparison.Ordinal);
        Assert.Equal(["callers_have_server_rights"], Assert.Single(result.Model.Upstreams).Options.Warnings);
    }

    [Fact]
    public void A_changed_key_makes_another_upstream_and_the_same_one_the_same()
    {
        var first = Upstream("pck_a");

        Assert.Equal(first, Upstream("pck_a"));
        Assert.NotEqual(first, Upstream("pck_b"));

        UpstreamDefinition Upstream(string key) => Assert.Single(_folder.With($"Gateway:Upstreams:stack:PublishableClientKey={key}").Model().Upstreams);
    }

    [Fact]
    public void Short_names_make_an_account()
    {
        using var folder = new SettingsFolder();
        folder.Environment["STACK_PROJECT_ID"] = "project";
        folder.Environment["STACK_PUBLISHABLE_CLIENT_KEY"] = "pck_x";
        folder.Environment["STACK_SECRET_SERVER_KEY_FILE"] = "key";
        folder.Environment["STACK_AUTH_URL"] = "https://auth.example";
        folder.Environment["STACK_BASE_URL"] = "https://backend.example";
        folder.Environment["STACK_EMAIL"] = "bot@example.com";
        folder.Environment["STACK_PASSWORD"] = "pw";

        var account = Assert.Single(folder.Model().Accounts);

        Assert.Equal(("default", "stack-auth", "StackAuth"), (account.Name.Value, account.Upstream.Name, account.Upstream.Protocol));
        Assert.Equal(("https://auth.example/", "https://backend.example/"), (account.Upstream.AuthUrl.AbsoluteUri, account.Upstream.BaseUrl.AbsoluteUri));
        Assert.Equal(("bot@example.com", "STACK_PASSWORD"), (account.Credentials.Email, account.Credentials.Password!.Setting));
    }

    [Fact]
    public void The_newer_short_names_come_first_and_an_empty_one_is_none()
    {
        using var folder = new SettingsFolder();
        folder.Environment["STACK_PROJECT_ID"] = "old";
        folder.Environment["HEXCLAVE_PROJECT_ID"] = "new";
        folder.Environment["STACK_EMAIL"] = "old@example.com";
        folder.Environment["HEXCLAVE_EMAIL"] = "";
        folder.Environment["HEXCLAVE_PASSWORD_FILE"] = "pw";

        var account = Assert.Single(folder.Model().Accounts);

        Assert.Equal("old@example.com", account.Credentials.Email);
        Assert.Equal("HEXCLAVE_PASSWORD_FILE", Assert.IsType<SecretReference.InFile>(account.Credentials.Password).Setting);
        Assert.Contains("new", account.Upstream.Options.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Stx_names_win_and_what_is_unused_is_told()
    {
        using var folder = new SettingsFolder().WithAccount();
        folder.Environment["STACK_PROJECT_ID"] = "project";

        var result = folder.ValidResult();

        Assert.Equal("Stx", Assert.Single(result.Model.Upstreams).Protocol);
        Assert.Contains("STACK_PROJECT_ID in the environment: not used", Assert.Single(result.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public void Missing_values_are_told_by_the_names_of_this_protocol()
    {
        using var folder = new SettingsFolder();
        folder.Environment["STACK_PROJECT_ID"] = "project";

        Assert.Equal(
            ["environment STACK_EMAIL", "Gateway:Accounts:default:Email", "environment STACK_PASSWORD", "environment STACK_PASSWORD_FILE", "Gateway:Accounts:default:Password", "Gateway:Accounts:default:PasswordFile"],
            Assert.Single(folder.Model().Accounts).Credentials.Places);
        folder.Environment.Remove("STACK_PROJECT_ID");
        folder.Environment["STACK_EMAIL"] = "bot@example.com";
        Assert.StartsWith("Gateway:Upstreams:stack-auth:ProjectId: is missing", Assert.Single(folder.Problems()), StringComparison.Ordinal);
    }
}
