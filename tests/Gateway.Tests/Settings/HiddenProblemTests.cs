namespace Gateway.Tests.Settings;

/// <summary>Nothing that is wrong hides something else that is wrong, and nothing is told that only follows from another thing.</summary>
public sealed class HiddenProblemTests : IDisposable
{
    private const string GoodTotp = "MNQW4YLSPEWXI33UOAWXGZLDOJSXI";
    private const string User = "3f2b0000-0000-4000-8000-000000000001";

    private readonly SettingsFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("Upstreams:stack:AuthUrl=nowhere|Accounts:bot:Method=Otp", "Upstreams:stack:AuthUrl", "Accounts:bot:OtpCallbackUrl")]
    [InlineData("Upstreams:stack:BaseUrl=https://me@backend.example|Accounts:bot:Username=bot|Accounts:bot:Password=x|Accounts:bot:Method=Otp|Accounts:bot:OtpCallbackUrl=x",
        "Upstreams:stack:BaseUrl", "Accounts:bot:Username", "Accounts:bot:OtpCallbackUrl", "Accounts:bot:Password")]
    [InlineData("Upstreams:stack:ProjectId=|Upstreams:stack:AuthUrl=http://auth.example|Accounts:bot:Method=ServerSession",
        "Upstreams:stack:AuthUrl", "Upstreams:stack:ProjectId", "Accounts:bot:UserId", "Accounts:bot:Method", "Accounts:bot:Email")]
    [InlineData("Upstreams:stack:Proxy=https://proxy.example/path|Upstreams:stack:AllowHttp=perhaps|Accounts:bot:Method=Magic|Accounts:bot:LoginBudget=0",
        "Upstreams:stack:AllowHttp", "Upstreams:stack:Proxy", "Accounts:bot:Method", "Accounts:bot:LoginBudget")]
    [InlineData("Upstreams:stack:Protocol=Stx|Upstreams:stack:ProjectId=|Upstreams:stack:Region=nowhere|Accounts:bot:Method=Otp|Accounts:bot:UserId=x",
        "Upstreams:stack:Region", "Accounts:bot:UserId", "Accounts:bot:Method")]
    [InlineData("Upstreams:stack:Protocol=Magic|Upstreams:stack:Proxy=nowhere|Accounts:bot:Login=Later|Accounts:bot:TwoFactor:Source=Sms",
        "Upstreams:stack:Proxy", "Upstreams:stack:Protocol", "Accounts:bot:Login", "Accounts:bot:TwoFactor:Source")]
    [InlineData("Upstreams:No good:Protocol=Magic|Upstreams:No good:Protocl=Stx|Accounts:bot:Upstream=No good|Accounts:bot:Required=maybe",
        "Upstreams:No good (", "Upstreams:No good:Protocl", "Upstreams:No good:Protocol", "Accounts:bot:Required")]
    [InlineData("Accounts:No good:LoginBudget=0|Accounts:No good:Method=ServerSession",
        "Accounts:No good (", "Accounts:No good:UserId", "Accounts:No good:Method", "Accounts:No good:LoginBudget")]
    [InlineData("Inbound:Callers:No good:Account=nobody|Inbound:Callers:No good:Concurrency=0", "Callers:No good (", "Callers:No good:", "Callers:No good:Account", "Callers:No good:Concurrency")]
    [InlineData("Accounts:bot:Upstream=nowhere|Inbound:Callers:a:Key=short|Inbound:Callers:a:Account=nobody", "Accounts:bot:Upstream", "Callers:a:Key", "Callers:a:Account")]
    [InlineData("Accounts:bot:TwoFactor:Source=Topt|Accounts:bot:TwoFactor:TotpSecret=1", "Accounts:bot:TwoFactor:TotpSecret", "Accounts:bot:TwoFactor:Source")]
    [InlineData("Proxy:Url=https://gateway:8080|Proxy:CertificateFile=a.pem|Proxy:SocketMode=rw", "Proxy:SocketMode", "Proxy:Url", "Proxy:CertificateKeyFile")]
    public void All_that_is_wrong_is_told_at_once(string settings, params string[] keys)
    {
        var problems = Problems(settings);

        Assert.All(keys, key => Assert.Contains(problems, problem => problem.Contains(key, StringComparison.Ordinal)));
        Assert.Equal(keys.Length, problems.Count);
    }

    [Theory]
    [InlineData("Accounts:bot:Method=ServerSession|Accounts:bot:UserId=" + User + "|Accounts:bot:Email=|Upstreams:stack:SecretServerKey=ssk_x|Upstreams:stack:SecretServerKeyFile=key", "are both set")]
    [InlineData("Accounts:bot:Method=Magic|Accounts:bot:OtpCallbackUrl=https://app.example|Accounts:bot:UserId=" + User + "|Accounts:bot:Password=x", "Use Password, Otp or ServerSession")]
    [InlineData("Accounts:bot:TwoFactor:Source=Topt|Accounts:bot:TwoFactor:TotpSecret=" + GoodTotp, "'Topt' is not known")]
    [InlineData("Accounts:bot:TwoFactor:Source=Totp|Accounts:bot:TwoFactor:TotpSecret=" + GoodTotp + "|Accounts:bot:TwoFactor:TotpSecretFile=secret", "are both set")]
    [InlineData("Upstreams:stack:AuthUrl=nowhere", "no http or https URL")]
    public void What_only_follows_is_not_told(string settings, string sentence) =>
        Assert.Contains(sentence, Assert.Single(Problems(settings)), StringComparison.Ordinal);

    private IReadOnlyList<string> Problems(string settings)
    {
        _folder
            .With("Gateway:Upstreams:stack:Protocol=StackAuth")
            .With("Gateway:Upstreams:stack:ProjectId=5ac0a074-0000-4000-8000-000000000001")
            .With("Gateway:Accounts:bot:Email=bot@example.com")
            .With("Gateway:Accounts:bot:Upstream=stack");
        foreach (var setting in settings.Split('|'))
        {
            _folder.With($"Gateway:{setting}");
        }

        if (settings.Contains("Accounts:No good", StringComparison.Ordinal))
        {
            _folder.With("Gateway:Accounts:No good:Upstream=stack");
        }

        return _folder.Problems();
    }
}
