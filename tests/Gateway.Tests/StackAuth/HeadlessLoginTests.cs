using System.Text.RegularExpressions;
using Gateway.Core.Sessions;
using Gateway.Tests.Integration;
using Sandbox.StackAuth;

namespace Gateway.Tests.StackAuth;

/// <summary>Logins that need no person: what they cost, what the log says of them, and whom their secrets reach.</summary>
public sealed class HeadlessLoginTests : IDisposable
{
    private const string TotpSecret = "MNQW4YLSPEWXI33UOAWXGZLDOJSXI==="; // "canary-totp-secret" in base32
    private const string Password = "Password";
    private const string PasswordTotp = "Password, Totp";
    private const string Otp = "Otp";
    private const string ServerSession = "ServerSession";

    private static readonly byte[] Authenticator = "canary-totp-secret"u8.ToArray();

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("gateway-headless");

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private string CodeFile => Path.Combine(_folder.FullName, "code");

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [InlineData(Password, StackAuthOperations.SignIn, null)]
    [InlineData(PasswordTotp, StackAuthOperations.SignIn, StackAuthOperations.MfaSignIn)]
    [InlineData(Otp, StackAuthOperations.SendCode, StackAuthOperations.CodeSignIn)]
    [InlineData(ServerSession, StackAuthOperations.CreateSession, null)]
    public async Task A_login_that_needs_no_person_is_no_trouble_in_the_log(string method, string login, string? code)
    {
        await using var scene = await LoggedInAsync(method);
        await scene.RefreshAsync();
        await scene.RestartGatewayAsync();
        await scene.WhenStateAsync(AccountState.Active);

        Assert.Equal(1, scene.Stack.Count(login));
        Assert.Equal(1, code is null ? 1 : scene.Stack.Count(code));
        Assert.Contains("LoggedIn", scene.Log.ToString(), StringComparison.Ordinal);
        Assert.Equal(code is not null, scene.Log.ToString().Contains("Information Gateway.Core.Sessions.AccountSession FindsCode", StringComparison.Ordinal));
        AssertNoTrouble(scene.Log);
    }

    [Theory]
    [InlineData("Totp")]
    [InlineData("Command")]
    public async Task Nor_is_one_at_the_exchange(string source)
    {
        await using var exchange = await Exchange.StartAsync(
            stx =>
            {
                stx.DefaultUser.RequiresTwoFactor = true;
                stx.DefaultUser.AuthenticatorKey = source == "Totp" ? Authenticator : null;
            },
            source == "Totp" ? [.. TotpSettings] : [.. CommandSettings]);
        if (source == "Command")
        {
            await exchange.WhenStateAsync(AccountState.TwoFactorRequired);
            await BringAsync(Assert.Single(exchange.Stx.Mails).Code);
        }

        await exchange.WhenStateAsync(AccountState.Active);

        Assert.Equal(1, exchange.Stx.LoginsSent);
        Assert.Contains("FindsCode", exchange.Log.ToString(), StringComparison.Ordinal);
        AssertNoTrouble(exchange.Log);
    }

    [Theory]
    [InlineData(Password)]
    [InlineData(PasswordTotp)]
    [InlineData(Otp)]
    [InlineData(ServerSession)]
    public async Task No_secret_of_a_login_is_logged_answered_stored_in_clear_or_sent_elsewhere(string method)
    {
        await using var scene = await LoggedInAsync(method, StackScene.OwnBackend());
        await scene.AskWhoseAsync();
        await scene.RefreshAsync();
        await scene.AskWhoseAsync();
        await scene.StatusAsync();
        await scene.SendAsync(HttpMethod.Post, "/api/v1/auth/password/sign-in", new StringContent("{}"));
        await scene.PostAsync("refresh");
        await scene.PostAsync("login", new { force = false });
        await scene.PostAsync("logout");

        string[] secrets =
        [
            .. scene.Stack.Calls.SelectMany(call => new[] { call.RefreshToken, call.Totp }).OfType<string>(),
            .. scene.Stack.Mails.SelectMany(mail => new[] { mail.Code, CodeOf(mail.Link), CodeOf(mail.Link)[6..] }),
            StackAuthService.DefaultPassword, StackAuthService.DefaultPublishableClientKey, StackAuthService.DefaultSecretServerKey,
            TotpSecret.TrimEnd('='), "canary-totp-secret",
        ];
        var tokens = scene.Stack.Calls.Select(call => call.AccessToken).OfType<string>().ToList();
        // The backend repeats what it was sent.
        SecretScan.AssertNone(secrets, scene.Log.ToString(), scene.Answers, scene.StateFolder);
        SecretScan.AssertNone(tokens, scene.Log.ToString(), [], scene.StateFolder);
        var elsewhere = scene.Stack.Calls.Where(call => call.Operation == StackAuthOperations.Backend).ToList();
        Assert.Equal(3, elsewhere.Count);
        Assert.All(elsewhere, call => Assert.Empty(SecretScan.Find(secrets, string.Join('\n', call.Headers.Values))));
    }

    private static string CodeOf(string link) => link[(link.IndexOf("code=", StringComparison.Ordinal) + 5)..];

    private static IEnumerable<string> TotpSettings =>
        ["--Gateway:Accounts:bot:TwoFactor:Source=Totp", $"--Gateway:Accounts:bot:TwoFactor:TotpSecret={TotpSecret}"];

    private IEnumerable<string> CommandSettings =>
    [
        "--Gateway:Accounts:bot:TwoFactor:Source=Command",
        "--Gateway:Accounts:bot:TwoFactor:Command:0=sh",
        "--Gateway:Accounts:bot:TwoFactor:Command:1=-c",
        $"--Gateway:Accounts:bot:TwoFactor:Command:2=while ! test -s {CodeFile}; do sleep 0.05; done; cat {CodeFile}",
    ];

    private async Task<StackScene> LoggedInAsync(string method, params string[] more)
    {
        string[] settings = method switch
        {
            PasswordTotp => [.. TotpSettings],
            Otp =>
            [
                .. CommandSettings, "--Gateway:Accounts:bot:Method=Otp", "--Gateway:Accounts:bot:OtpCallbackUrl=https://yourapp.com/handler",
                "--Gateway:Accounts:bot:Password=",
            ],
            ServerSession =>
            [
                "--Gateway:Accounts:bot:Method=ServerSession", "--Gateway:Accounts:bot:UserId={user}", "--Gateway:Accounts:bot:Email=",
                "--Gateway:Accounts:bot:Password=", $"--Gateway:Upstreams:stack:SecretServerKey={StackAuthService.DefaultSecretServerKey}",
            ],
            _ => [],
        };
        var scene = await StackScene.StartAsync(stack => stack.DefaultUser.AuthenticatorKey = method == PasswordTotp ? Authenticator : null, [.. settings, .. more]);
        if (method == Otp)
        {
            await scene.WhenStateAsync(AccountState.TwoFactorRequired);
            await BringAsync(Assert.Single(scene.Stack.Mails).Code);
        }

        await scene.WhenStateAsync(AccountState.Active);
        return scene;
    }

    private async Task BringAsync(string code)
    {
        await File.WriteAllTextAsync(CodeFile + ".new", code + "\n", Cancel);
        File.Move(CodeFile + ".new", CodeFile);
    }

    private static void AssertNoTrouble(LogText log) =>
        Assert.Empty(Regex.Matches(log.ToString(), "^(Warning|Error|Critical) .*$", RegexOptions.Multiline | RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(10)).Select(match => match.Value));
}
