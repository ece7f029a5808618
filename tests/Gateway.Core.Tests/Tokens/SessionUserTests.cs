using Gateway.Core.Primitives;
using Gateway.Core.Tokens;

namespace Gateway.Core.Tests.Tokens;

/// <summary>Whether what a refresh brought is still of the session's user.</summary>
public sealed class SessionUserTests
{
    private const string Own = """{"sub":"user-1"}""";
    private const string Other = """{"sub":"user-2"}""";
    private const string Nobody = """{"exp":1893456000}""";

    [Theory]
    [InlineData("user-1", "user-1", Own, Own)]
    [InlineData("user-1", null, Own, Own)]
    [InlineData(null, null, Own, Own)]
    [InlineData(null, "user-1", Own, Own)]
    [InlineData("user-1", null, Own, Nobody)]
    [InlineData(null, null, Nobody, Other)]
    [InlineData("user-1", "", Own, Own)]
    // An upstream may name in its tokens what is not the user: the answer itself counts first.
    [InlineData("user-1", "user-1", Own, Other)]
    public void A_renewal_that_names_the_same_user_or_none_goes_on(string? before, string? after, string claimsBefore, string claimsAfter) =>
        Assert.False(Session(before, null, claimsBefore).IsOfAnotherUser(Grant(after, null, claimsAfter)));

    [Theory]
    [InlineData("user-1", "user-2", Own, Own)]
    [InlineData("user-1", "user-2", Nobody, Nobody)]
    [InlineData("user-1", "USER-1", Nobody, Nobody)]
    [InlineData("user-1", null, Own, Other)]
    [InlineData(null, null, Own, Other)]
    public void A_renewal_that_names_another_user_is_told(string? before, string? after, string claimsBefore, string claimsAfter) =>
        Assert.True(Session(before, null, claimsBefore).IsOfAnotherUser(Grant(after, null, claimsAfter)));

    [Theory]
    [InlineData("uid-1", false)]
    [InlineData("uid-2", true)]
    [InlineData(null, false)]
    public void A_second_id_names_a_user_as_well(string? uid, bool isOther) =>
        Assert.Equal(isOther, Session("user-1", "uid-1", Nobody).IsOfAnotherUser(Grant("user-1", uid, Nobody)));

    private static Session Session(string? userId, string? userUid, string claims) => new()
    {
        AccessToken = JwtTests.TokenOf(claims),
        UserId = userId,
        UserUid = userUid,
        IssuedAt = DateTimeOffset.UnixEpoch,
        ExpiresAt = DateTimeOffset.UnixEpoch.AddHours(1),
        Version = 1,
        Owner = new SessionOwner("https://scripted.example", "bot@example.com"),
    };

    private static TokenGrant Grant(string? userId, string? userUid, string claims) =>
        new() { AccessToken = JwtTests.TokenOf(claims), RefreshToken = new Secret("refresh"), UserId = userId, UserUid = userUid };
}
