using Gateway.Core.Credentials;
using Gateway.Core.Primitives;
using Gateway.Core.Secrets;
using Gateway.Core.Tests.Support;
using Gateway.Core.Upstreams.StackAuth;
using Microsoft.Extensions.Logging;

namespace Gateway.Core.Tests.Credentials;

public sealed class CredentialSourceTests : IDisposable
{
    private const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private readonly TemporaryFolder _folder = new();
    private readonly RecordedLogs _logs = new();
    private readonly CredentialSource _source;

    public CredentialSourceTests() => _source = new CredentialSource(new Logger<CredentialSource>(_logs));

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_method_without_a_password_needs_none_and_gets_none()
    {
        var otp = new StackAuthOtp("https://app.example");
        Assert.Equal(
            new LoginCredentials("bot@example.com", null, null) { Method = otp },
            (await FindAsync(new CredentialSettings { Method = otp, Email = "bot@example.com", Password = Inline("pw") })).Credentials);

        var session = new StackAuthServerSession("3f2b");
        Assert.Equal(new LoginCredentials(null, "3f2b", null) { Method = session }, (await FindAsync(new CredentialSettings { Method = session })).Credentials);
    }

    [Fact]
    public async Task Settings_alone_are_enough()
    {
        var found = await FindAsync(new CredentialSettings { Email = "bot@example.com", Password = Inline("secret") });

        Assert.Equal(new LoginCredentials("bot@example.com", null, new Secret("secret")), found.Credentials);
        Assert.Empty(found.Warnings);
    }

    [Fact]
    public async Task A_user_name_serves_in_place_of_an_email()
    {
        var found = await FindAsync(new CredentialSettings { Username = "bot", Password = Inline("secret") });

        Assert.Equal(new LoginCredentials(null, "bot", new Secret("secret")), found.Credentials);
    }

    [Fact]
    public async Task A_profile_alone_is_enough()
    {
        var found = await FindAsync(new CredentialSettings { Profile = Profile("email = p@example.com\npassword = p") });

        Assert.Equal(new LoginCredentials("p@example.com", null, new Secret("p")), found.Credentials);
    }

    [Fact]
    public async Task Each_value_of_the_settings_goes_above_the_profiles()
    {
        var profile = Profile("email = p@example.com\npassword = p");

        Assert.Equal("s", (await FindAsync(new CredentialSettings { Password = Inline("s"), Profile = profile })).Credentials.Password?.Reveal());
        Assert.Equal("s@example.com", (await FindAsync(new CredentialSettings { Email = "s@example.com", Profile = profile })).Credentials.Email);
    }

    [Fact]
    public async Task A_user_name_in_the_settings_is_not_joined_by_the_profiles_email()
    {
        var settings = new CredentialSettings { Username = "bot", Profile = Profile("email = p@example.com\npassword = p") };

        Assert.Equal(new LoginCredentials(null, "bot", new Secret("p")), (await FindAsync(settings)).Credentials);
    }

    [Fact]
    public async Task A_secret_file_is_read_and_read_again()
    {
        var path = _folder.Write("password", "first\n");
        var settings = new CredentialSettings { Email = "bot@example.com", Password = InFile(path) };
        Assert.Equal("first", (await FindAsync(settings)).Credentials.Password?.Reveal());

        await File.WriteAllTextAsync(path, "second\n", CancellationToken.None);

        Assert.Equal("second", (await FindAsync(settings)).Credentials.Password?.Reveal());
    }

    [Fact]
    public async Task Nothing_at_all_names_every_place()
    {
        var missing = await MissAsync(new CredentialSettings { Places = ["STX_EMAIL", "STX_PASSWORD"] });

        Assert.Equal("No e-mail (or user name) and no password was found. Looked in: STX_EMAIL, STX_PASSWORD.", missing.Detail);
        Assert.Null(missing.Login);
    }

    [Fact]
    public async Task A_missing_password_is_named_with_the_login_that_was_found()
    {
        var missing = await MissAsync(new CredentialSettings { Email = "bot@example.com", Places = ["STX_PASSWORD"] });

        Assert.Equal("No password was found. Looked in: STX_PASSWORD.", missing.Detail);
        Assert.Equal("bot@example.com", missing.Login);
    }

    [Fact]
    public async Task A_profile_without_the_password_is_one_of_the_places()
    {
        var profile = Profile("email = p@example.com");

        var missing = await MissAsync(new CredentialSettings { Profile = profile, Places = ["STX_PASSWORD"] });

        Assert.Equal($"No password was found. Looked in: STX_PASSWORD, section [default] of {profile.Path}.", missing.Detail);
        Assert.Equal("p@example.com", missing.Login);
    }

    [Fact]
    public async Task A_missing_email_is_named()
    {
        var missing = await MissAsync(new CredentialSettings { Password = Inline("hidden"), Places = ["STX_EMAIL"] });

        Assert.Equal("No e-mail (or user name) was found. Looked in: STX_EMAIL.", missing.Detail);
    }

    [Fact]
    public async Task A_named_profile_that_is_missing_fails_even_if_all_else_is_known()
    {
        var path = _folder.In("nowhere");
        var settings = new CredentialSettings
        {
            Email = "bot@example.com",
            Password = Inline("hidden"),
            Profile = new ProfileReference(path, "default"),
        };

        var missing = await MissAsync(settings);

        Assert.Equal($"The profile file {path} does not exist.", missing.Detail);
        Assert.Equal("bot@example.com", missing.Login);
    }

    [Fact]
    public async Task A_named_profile_without_its_section_fails_even_if_all_else_is_known()
    {
        var profile = Profile("email = p@example.com") with { Section = "prod" };

        var missing = await MissAsync(new CredentialSettings { Email = "bot@example.com", Password = Inline("hidden"), Profile = profile });

        Assert.Equal($"The profile file {profile.Path} has no section [prod].", missing.Detail);
    }

    [Fact]
    public async Task A_secret_file_that_cannot_be_read_is_not_passed_over_for_the_profile()
    {
        var path = _folder.Write("password", "\n");
        var settings = new CredentialSettings { Password = InFile(path), Profile = Profile("email = p@example.com\npassword = p") };

        var missing = await MissAsync(settings);

        Assert.Contains($"The file {path} of Gateway:Accounts:bot:PasswordFile is empty.", missing.Detail, StringComparison.Ordinal);
        Assert.Equal("p@example.com", missing.Login);
    }

    [Fact]
    public async Task It_heals_when_the_file_appears()
    {
        var settings = new CredentialSettings { Email = "bot@example.com", Password = InFile(_folder.In("password")) };
        _ = await MissAsync(settings);

        _ = _folder.Write("password", "secret\n");

        Assert.Equal("secret", (await FindAsync(settings)).Credentials.Password?.Reveal());
    }

    [Theory]
    [InlineData(UnixFileMode.GroupRead)]
    [InlineData(UnixFileMode.OtherRead)]
    public async Task A_profile_that_others_may_read_is_a_warning_told_once_for_each_mode(UnixFileMode loose)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "No such modes.");
        var settings = new CredentialSettings { Profile = Profile("email = p@example.com\npassword = hidden") };
        Assert.Empty((await FindAsync(settings)).Warnings);
        TemporaryFolder.SetMode(settings.Profile.Path, Private | loose);

        Assert.Equal([CredentialWarning.ProfileReadableByOthers], (await FindAsync(settings)).Warnings);
        Assert.Equal([CredentialWarning.ProfileReadableByOthers], (await FindAsync(settings)).Warnings);
        Assert.Contains(settings.Profile.Path, Assert.Single(_logs.WithId(1300)), StringComparison.Ordinal);

        TemporaryFolder.SetMode(settings.Profile.Path, Private | loose | UnixFileMode.UserExecute);
        _ = await FindAsync(settings);
        Assert.Equal(2, _logs.WithId(1300).Count);
        Assert.DoesNotContain(_logs.Texts, line => line.Contains("hidden", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(UnixFileMode.OtherWrite, true)]
    [InlineData(UnixFileMode.OtherRead, false)]
    [InlineData(UnixFileMode.GroupRead | UnixFileMode.GroupWrite, false)]
    public async Task A_secret_file_that_others_may_write_is_a_warning_told_once(UnixFileMode extra, bool warns)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "No such modes.");
        var path = _folder.Write("password", "secret\n", Private | extra);
        var settings = new CredentialSettings { Email = "bot@example.com", Password = InFile(path) };

        var first = await FindAsync(settings);
        _ = await FindAsync(settings);

        string[] expected = warns ? [CredentialWarning.SecretFileWritableByOthers] : [];
        Assert.Equal(expected, first.Warnings);
        Assert.Equal(expected.Length, _logs.WithId(1301).Count);
    }

    [Fact]
    public async Task No_result_prints_a_password()
    {
        var found = await FindAsync(new CredentialSettings { Email = "bot@example.com", Password = Inline("hidden") });

        Assert.DoesNotContain("hidden", found.ToString(), StringComparison.Ordinal);
    }

    private static SecretReference.Inline Inline(string secret) => new("Gateway:Accounts:bot:Password", new Secret(secret));

    private static SecretReference.InFile InFile(string path) => new("Gateway:Accounts:bot:PasswordFile", path);

    private ProfileReference Profile(string lines) => new(_folder.Write("credentials", "[default]\n" + lines), "default");

    private async Task<CredentialResult.Found> FindAsync(CredentialSettings settings) =>
        Assert.IsType<CredentialResult.Found>(await _source.ReadAsync(settings, CancellationToken.None));

    private async Task<CredentialResult.Missing> MissAsync(CredentialSettings settings)
    {
        var missing = Assert.IsType<CredentialResult.Missing>(await _source.ReadAsync(settings, CancellationToken.None));
        Assert.DoesNotContain("hidden", missing.ToString(), StringComparison.Ordinal);
        return missing;
    }
}
