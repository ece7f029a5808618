using Gateway.Core.Tokens;

namespace Gateway.Core.Tests.Tokens;

public sealed class TokenTextTests
{
    [Theory]
    [InlineData("eyJhbGciOiJIUzI1NiJ9.e30.x-y_z")]
    [InlineData("abc~+/==")]
    public void Bearer_tokens_are_taken(string text) => Assert.Equal(text, TokenText.Read(text)!.Reveal());

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("abc\r\nX-Evil: 1")]
    [InlineData("a b")]
    [InlineData("a\u20acb")]
    [InlineData("a\0b")]
    public void What_no_header_can_carry_is_no_token(string? text) => Assert.Null(TokenText.Read(text));
}
