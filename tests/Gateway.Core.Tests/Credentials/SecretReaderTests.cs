using Gateway.Core.Primitives;
using Gateway.Core.Secrets;
using Gateway.Core.Tests.Support;

namespace Gateway.Core.Tests.Credentials;

public sealed class SecretReaderTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_secret_in_the_settings_is_itself()
    {
        var reading = SecretReader.Read(new SecretReference.Inline("Gateway:X", new Secret(" as is \n")));

        Assert.Equal(" as is \n", reading.Value?.Reveal());
        Assert.Null(reading.Problem);
    }

    [Theory]
    [InlineData("secret", "secret")]
    [InlineData("secret\n", "secret")]
    [InlineData("secret\r\n", "secret")]
    [InlineData("secret\n\n", "secret\n")]
    [InlineData("secret\r", "secret\r")]
    [InlineData(" se cret \n", " se cret ")]
    [InlineData("\uFEFFsecret\n", "secret")]
    [InlineData("pässwörd€\n", "pässwörd€")]
    public void One_trailing_newline_and_a_mark_do_not_belong_to_the_secret(string content, string secret)
    {
        var reading = Read(_folder.Write("secret", content));

        Assert.True(reading.IsRead);
        Assert.Equal(secret, reading.Value.Reveal());
    }

    [Theory]
    [InlineData("")]
    [InlineData("\n")]
    [InlineData("\r\n")]
    [InlineData("\uFEFF")]
    public void An_empty_file_is_a_missing_secret(string content)
    {
        var path = _folder.Write("secret", content);

        Assert.Equal($"The file {path} of Gateway:X is empty.", Read(path).Problem);
    }

    [Fact]
    public void A_file_that_cannot_be_read_says_why()
    {
        var file = _folder.Write("file", "x");

        Assert.EndsWith("nowhere of Gateway:X does not exist.", Read(_folder.In("nowhere")).Problem, StringComparison.Ordinal);
        Assert.EndsWith("below of Gateway:X does not exist.", Read(Path.Combine(file, "below")).Problem, StringComparison.Ordinal);
        Assert.EndsWith("of Gateway:X is a folder.", Read(_folder.Path).Problem, StringComparison.Ordinal);
        Assert.EndsWith("of Gateway:X is no file name.", Read("a\0b").Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_of_64_KB_is_read_and_a_larger_one_is_not()
    {
        var path = _folder.Write("secret", new string('x', 64 * 1024));
        Assert.Equal(64 * 1024, Read(path).Value!.Reveal().Length);

        File.AppendAllText(path, "x");
        Assert.Contains("larger than 64 KB", Read(path).Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Bytes_that_are_no_text_are_not_guessed_at()
    {
        var path = _folder.In("secret");
        File.WriteAllBytes(path, [0xff, 0xfe, (byte)'s', 0]);

        Assert.Contains("not UTF-8", Read(path).Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_is_read_again_each_time()
    {
        var path = _folder.Write("secret", "first\n");
        Assert.Equal("first", Read(path).Value!.Reveal());

        File.WriteAllText(path, "second\n");

        Assert.Equal("second", Read(path).Value!.Reveal());
    }

    [Fact]
    public void A_leading_tilde_is_the_users_home()
    {
        var home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
        var name = $"no-such-file-{Guid.NewGuid():N}";

        Assert.Equal($"The file {Path.Combine(home, name)} of Gateway:X does not exist.", Read($"~/{name}").Problem);
    }

    [Fact]
    public void A_reading_never_prints_its_secret() =>
        Assert.DoesNotContain("hidden", Read(_folder.Write("secret", "hidden")).ToString(), StringComparison.Ordinal);

    private static SecretReading Read(string path) => SecretReader.Read(new SecretReference.InFile("Gateway:X", path));
}
