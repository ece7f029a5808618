using Gateway.Core.Credentials;
using Gateway.Core.Tests.Support;

namespace Gateway.Core.Tests.Credentials;

public sealed class StxProfileFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_section_has_its_four_values()
    {
        var profile = Read("""
            [default]
            region = ontario
            env = staging
            email = bot@example.com
            password = secret
            """);

        Assert.Equal(("ontario", "staging", "bot@example.com", "secret"), Values(profile));
    }

    [Fact]
    public void Only_the_named_section_counts()
    {
        const string Text = "email = nobody@example.com\n[default]\nemail = a@example.com\n[prod-bot]\nemail = b@example.com\npassword = b\n";

        Assert.Equal((null, null, "a@example.com", null), Values(Read(Text)));
        Assert.Equal((null, null, "b@example.com", "b"), Values(Read(Text, "prod-bot")));
    }

    [Theory]
    [InlineData("# password = old\npassword = new", "new")]
    [InlineData("; password = old\npassword = new", "new")]
    [InlineData("  # indented\n  password = new", "new")]
    [InlineData("password = secret # mine", "secret")]
    [InlineData("password = secret ; mine", "secret")]
    [InlineData("password = secret\t#mine", "secret")]
    [InlineData("password = pa#ss;word", "pa#ss;word")]
    [InlineData("password=#secret", "#secret")]
    [InlineData("password = a=b=c", "a=b=c")]
    [InlineData("password = two words", "two words")]
    [InlineData("password = \"quoted\"", "\"quoted\"")]
    [InlineData("password = 'quoted'", "'quoted'")]
    [InlineData("PassWord = secret", "secret")]
    [InlineData("password=secret", "secret")]
    [InlineData("  password  =  secret  ", "secret")]
    [InlineData("password = [secret", "[secret")]
    [InlineData("password = first\npassword = second", "second")]
    [InlineData("password =", null)]
    [InlineData("password = # nothing", null)]
    [InlineData("password", null)]
    [InlineData("= secret", null)]
    [InlineData("passwords = secret", null)]
    public void Lines_are_read_as_people_write_them(string lines, string? password) =>
        Assert.Equal(password, Read("[default]\n" + lines).Password?.Reveal());

    [Theory]
    [InlineData("\uFEFF[default]\r\nemail = a@example.com\r\n")]
    [InlineData("[default]\remail = a@example.com\r")]
    [InlineData("  [ default ]  # the usual one\nemail = a@example.com")]
    [InlineData("[other]\nemail = x\n[default]\nemail = a@example.com")]
    public void Marks_line_ends_and_comments_do_not_matter(string text) => Assert.Equal("a@example.com", Read(text).Email);

    [Fact]
    public void A_section_written_twice_is_one_and_the_later_value_wins()
    {
        var profile = Read("[default]\nregion = us\nemail = a@example.com\n[other]\nregion = x\n[default]\nregion = ontario\n");

        Assert.Equal(("ontario", null, "a@example.com", null), Values(profile));
    }

    [Fact]
    public void Unknown_keys_and_keys_of_many_lines_are_passed_over()
    {
        var profile = Read("""
            [default]
            api_key_id = 12
            private_key = -----BEGIN SOMETHING-----
              QUJDREVGR0hJSktMTU5PUA==
              -----END SOMETHING-----
            email = a@example.com
            """);

        Assert.Equal((null, null, "a@example.com", null), Values(profile));
    }

    [Fact]
    public void A_section_without_keys_is_found_and_empty() => Assert.Equal((null, null, null, null), Values(Read("[default]\n")));

    [Theory]
    [InlineData("")]
    [InlineData("email = a@example.com")]
    [InlineData("[other]\nemail = a@example.com")]
    [InlineData("[Default]\nemail = a@example.com")]
    [InlineData("[default\nemail = a@example.com")]
    public void A_missing_section_is_named(string text)
    {
        var path = _folder.Write("credentials", text);

        Assert.Equal($"The profile file {path} has no section [default].", Reason(path));
    }

    [Fact]
    public void A_file_that_cannot_be_read_says_why()
    {
        Assert.Equal($"The profile file {_folder.In("nowhere")} does not exist.", Reason(_folder.In("nowhere")));
        Assert.Equal($"The profile file {_folder.Path} is a folder.", Reason(_folder.Path));
    }

    [Fact]
    public void A_profile_never_prints_its_password() =>
        Assert.DoesNotContain("hidden", Read("[default]\npassword = hidden").ToString(), StringComparison.Ordinal);

    private static (string?, string?, string?, string?) Values(StxProfile profile) =>
        (profile.Region, profile.Environment, profile.Email, profile.Password?.Reveal());

    private static string Reason(string path) =>
        Assert.IsType<ProfileResult.Unreadable>(StxProfileFile.Read(new ProfileReference(path, "default"))).Reason;

    private StxProfile Read(string text, string section = "default") =>
        Assert.IsType<ProfileResult.Found>(StxProfileFile.Read(new ProfileReference(_folder.Write("credentials", text), section))).Profile;
}
