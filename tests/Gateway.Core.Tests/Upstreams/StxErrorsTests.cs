using System.Net;
using Gateway.Core.Tokens;
using Gateway.Core.Upstreams.Stx;

namespace Gateway.Core.Tests.Upstreams;

public sealed class StxErrorsTests
{
    [Theory]
    [InlineData("Invalid two-factor code", typeof(ConfirmResult.WrongCode))]
    [InlineData("Invalid code, please try again", typeof(ConfirmResult.WrongCode))]
    [InlineData("unauthorized", typeof(ConfirmResult.WrongCode))]
    [InlineData("Two-factor session not found", typeof(ConfirmResult.ChallengeOver))]
    [InlineData("Two-factor code expired", typeof(ConfirmResult.ChallengeOver))]
    [InlineData("Too many attempts", typeof(ConfirmResult.ChallengeOver))]
    [InlineData("Internal server error", typeof(ConfirmResult.Failed))]
    [InlineData("Too many requests, try again later", typeof(ConfirmResult.Failed))]
    public void A_refused_code_is_judged_by_its_text(string text, Type expected) =>
        Assert.IsType(expected, StxErrors.OfConfirm("stx.example", HttpStatusCode.OK, [text]));
}
