using System.Buffers.Text;
using System.Text;
using System.Text.Json;
using Gateway.Core.Primitives;
using Gateway.Placeholders;
using Gateway.Tests.Proxying;

namespace Gateway.Tests.Logins;

/// <summary>What a placeholder shows of the real token's claims.</summary>
public sealed class PlaceholderClaimsTests
{
    [Fact]
    public void A_claim_that_is_no_text_is_left_out_and_the_others_are_not()
    {
        var real = """{"sub":"u1","a":"\ud800","\udc00":1,"b":{"c":["\udfff"]},"d":{"e":["\ud83d\ude00"]},"\u0066":1,"jti":"\ud800"}""";
        var session = FakeAccount.SessionWith($"e30.{Base64Url.EncodeToString(Encoding.UTF8.GetBytes(real))}.c2ln");
        var ticket = new PlaceholderTicket(PlaceholderPurpose.Access, AccountName.Parse("bot"), null, null, null!);

        var claims = JsonElement.Parse(PlaceholderClaims.Write(ticket, session, DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch));

        Assert.Equal(["sub", "d", "f", "jti", "iat", "exp", "gateway"], claims.EnumerateObject().Select(claim => claim.Name));
        Assert.Equal("u1", claims.GetProperty("sub").GetString());
        Assert.True(Guid.TryParse(claims.GetProperty("jti").GetString(), out _));
    }
}
