using System.Buffers.Text;
using System.Text;
using Gateway.Core.Primitives;
using Gateway.Core.Tokens;

namespace Gateway.Core.Tests.Tokens;

public sealed class JwtTests
{
    [Fact]
    public void It_reads_when_a_token_was_made_and_when_it_ends()
    {
        var jwt = Read("""{"exp":1893456000,"iat":1893452400,"sub":"x"}""");

        Assert.Equal(new DateTimeOffset(2030, 1, 1, 0, 0, 0, TimeSpan.Zero), jwt.ExpiresAt);
        Assert.Equal(new DateTimeOffset(2029, 12, 31, 23, 0, 0, TimeSpan.Zero), jwt.IssuedAt);
    }

    [Fact]
    public void A_date_may_have_fractions_and_exponents()
    {
        Assert.Equal(TimeSpan.FromMilliseconds(500), Read("""{"exp":1893456000.5}""").ExpiresAt - DateTimeOffset.FromUnixTimeSeconds(1893456000));
        Assert.Equal(DateTimeOffset.FromUnixTimeSeconds(1_900_000_000), Read("""{"exp":1.9e9}""").ExpiresAt);
    }

    [Theory]
    [InlineData("""{}""")]
    [InlineData("""{"exp":null}""")]
    [InlineData("""{"exp":"1893456000"}""")]
    [InlineData("""{"exp":true}""")]
    [InlineData("""{"exp":[1893456000]}""")]
    [InlineData("""{"exp":253402300799}""")]
    [InlineData("""{"exp":1e300}""")]
    [InlineData("""{"exp":1e999}""")]
    [InlineData("""{"EXP":1893456000}""")]
    [InlineData("""[1893456000]""")]
    [InlineData("""1893456000""")]
    [InlineData("""null""")]
    [InlineData("""{"exp":1893456000""")]
    [InlineData("")]
    [InlineData("not json")]
    public void Claims_that_state_no_date_have_none(string claims) => Assert.Equal(default, Read(claims));

    [Theory]
    [InlineData("-1")]
    [InlineData("-0.5")]
    [InlineData("-1893456000")]
    [InlineData("-1e300")]
    public void A_date_before_1970_is_long_past(string seconds) => Assert.Equal(DateTimeOffset.UnixEpoch, Read($$"""{"exp":{{seconds}}}""").ExpiresAt);

    [Theory]
    [InlineData("opaque")]
    [InlineData(".")]
    [InlineData("..")]
    [InlineData("a.b")]
    [InlineData("a.!!.c")]
    [InlineData("a.b.c.d")]
    [InlineData("a.\u20AC.c")]
    [InlineData("a./w.c")]
    public void A_token_of_another_form_states_nothing(string token) => Assert.Equal(default, Jwt.Read(new Secret(token)));

    [Fact]
    public void Bytes_that_are_no_text_state_nothing()
    {
        byte[] claims = [.. "{\"exp\":1,\""u8, 0xff, .. "\":1}"u8];

        Assert.Null(Jwt.Read(new Secret($"a.{Base64Url.EncodeToString(claims)}.c")).IssuedAt);
    }

    [Theory]
    [InlineData("""{"exp":1893456000,"\udc00":1}""")]
    [InlineData("""{"\udc00":1,"exp":1,"exp":1893456000,"a":"\ud800"}""")]
    [InlineData("""{"\ud800\ud800":{"exp":1},"\u0065xp":1893456000}""")]
    public void Claims_whose_names_are_no_text_are_passed_over(string claims)
    {
        Assert.Equal(1_893_456_000, Read(claims).ExpiresAt?.ToUnixTimeSeconds());
        Assert.Null(Jwt.ReadText(TokenOf(claims), "a"));
    }

    [Fact]
    public void Deeply_nested_claims_state_nothing() =>
        Assert.Equal(default, Read($$"""{"a":{{new string('[', 5000)}}{{new string(']', 5000)}},"exp":1}"""));

    private static Jwt Read(string claims) => Jwt.Read(TokenOf(claims));

    internal static Secret TokenOf(string claims) =>
        new($"eyJhbGciOiJIUzI1NiJ9.{Base64Url.EncodeToString(Encoding.UTF8.GetBytes(claims))}.c2lnbmF0dXJl");
}
