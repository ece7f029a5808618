using Gateway.Core.Primitives;

namespace Gateway.Core.Tests.Primitives;

public sealed class FingerprintTests
{
    [Fact]
    public void It_recognises_the_same_parts_and_no_others()
    {
        var fingerprint = Fingerprint.Create("bot@example.com", "secret", null);

        Assert.True(Fingerprint.Matches(fingerprint, "bot@example.com", "secret", null));
        Assert.False(Fingerprint.Matches(fingerprint, "bot@example.com", "Secret", null));
        Assert.False(Fingerprint.Matches(fingerprint, "bot@example.com", "secret"));
        Assert.False(Fingerprint.Matches(fingerprint, "bot@example.com", "secret", ""));
        Assert.False(Fingerprint.Matches(fingerprint, "secret", "bot@example.com", null));
    }

    [Fact]
    public void Where_one_part_ends_and_the_next_begins_counts() =>
        Assert.False(Fingerprint.Matches(Fingerprint.Create("ab", "c"), "a", "bc"));

    [Fact]
    public void Two_fingerprints_of_the_same_parts_differ_and_show_nothing_of_them()
    {
        var (first, second) = (Fingerprint.Create("secret"), Fingerprint.Create("secret"));

        Assert.NotEqual(first, second);
        Assert.DoesNotContain("secret", first, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData(".")]
    [InlineData("abc")]
    [InlineData("not base64!.abc")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAA.")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAA.\u00E9")]
    public void Text_that_is_no_fingerprint_matches_nothing(string text) => Assert.False(Fingerprint.Matches(text, "secret"));
}
