using Gateway.Core.Primitives;

namespace Gateway.Core.Tests.Primitives;

public sealed class EntityNameTests
{
    private const string Longest = "123456789012345678901234567890123456789012345678901234567890123";

    [Theory]
    [InlineData("a", "a")]
    [InlineData("0", "0")]
    [InlineData("bot-1_x", "bot-1_x")]
    [InlineData("Bot", "bot")]
    [InlineData("a--__", "a--__")]
    [InlineData(Longest, Longest)]
    public void Names_are_lower_cased(string text, string expected)
    {
        Assert.True(EntityName.TryNormalize(text, out var name));
        Assert.Equal(expected, name);
        Assert.True(AccountName.TryParse(text, out var account));
        Assert.Equal(expected, account.Value);
        Assert.Equal(expected, account.ToString());
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("-a")]
    [InlineData("_a")]
    [InlineData("a b")]
    [InlineData("a.b")]
    [InlineData("a/b")]
    [InlineData("..")]
    [InlineData("a\\b")]
    [InlineData("a\0")]
    [InlineData("a\n")]
    [InlineData("\u00E4")]
    [InlineData("a\u00E9")]
    [InlineData("\u0130")]
    [InlineData(Longest + "4")]
    public void Other_text_is_no_name(string? text)
    {
        Assert.False(EntityName.TryNormalize(text, out var name));
        Assert.Null(name);
        Assert.False(AccountName.TryParse(text, out _));
        Assert.Throws<FormatException>(() => AccountName.Parse(text!));
    }

    [Fact]
    public void A_letter_that_only_looks_like_one_is_none_even_if_lower_casing_made_it_one() =>
        Assert.False(EntityName.TryNormalize("a\u212A", out _));

    [Fact]
    public void Accounts_are_the_same_whatever_their_casing()
    {
        Assert.Equal(AccountName.Parse("bot"), AccountName.Parse("BOT"));
        Assert.Equal(string.Empty, default(AccountName).Value);
    }
}
