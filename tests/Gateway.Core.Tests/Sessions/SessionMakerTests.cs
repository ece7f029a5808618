using System.Buffers.Text;
using System.Text;
using Gateway.Core.Primitives;
using Gateway.Core.Sessions;
using Gateway.Core.Tokens;

namespace Gateway.Core.Tests.Sessions;

public sealed class SessionMakerTests
{
    private static readonly DateTimeOffset Begun = new(2030, 1, 2, 3, 4, 5, TimeSpan.Zero);
    private static readonly SessionOwner Owner = new("https://scripted.example", "bot@example.com");

    [Fact]
    public void A_gateway_that_stood_still_does_not_outdo_the_session_that_was_made_meanwhile()
    {
        var (late, _) = Make(Begun, readAt: Begun.AddMinutes(20), versionBefore: 7);
        var (other, _) = Make(Begun.AddSeconds(10), readAt: Begun.AddSeconds(11), versionBefore: 7);

        Assert.True(other.Version > late.Version);
        Assert.True(late.Version > 7);
    }

    [Fact]
    public void An_answer_that_lay_unread_is_no_sign_of_a_wrong_clock()
    {
        var (session, skew) = Make(Begun, readAt: Begun.AddMinutes(20), versionBefore: 0);

        Assert.Equal(TimeSpan.Zero, skew);
        Assert.Equal(Begun.AddSeconds(1).AddHours(1), session.ExpiresAt);
    }

    private static (Session Session, TimeSpan Skew) Make(DateTimeOffset begunAt, DateTimeOffset readAt, long versionBefore)
    {
        var answeredAt = begunAt.AddSeconds(1);
        var claims = $"{{\"exp\":{answeredAt.AddHours(1).ToUnixTimeSeconds()}}}";
        var grant = new TokenGrant
        {
            AccessToken = new Secret($"e30.{Base64Url.EncodeToString(Encoding.ASCII.GetBytes(claims))}.x"),
            ServerTime = answeredAt,
        };
        return SessionMaker.Begin(grant, Owner, versionBefore, begunAt, readAt, TimeSpan.FromHours(1));
    }
}
