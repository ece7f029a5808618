using System.Net;
using Gateway.Core.Tokens;
using Gateway.Core.Upstreams.Stx;

namespace Gateway.Core.Tests.Upstreams.Stx;

public sealed class StxErrorsTests
{
    [Theory]
    [InlineData("Invalid two-factor code", typeof(ConfirmResult.WrongCode))]
    [InlineData("Invalid code, please try again", typeof(ConfirmResult.WrongCode))]
    [InlineData("Invalid code. You have 3 attempts remaining", typeof(ConfirmResult.WrongCode))]
    [InlineData("Invalid code. You have 10 attempts remaining", typeof(ConfirmResult.WrongCode))]
    [InlineData("Incorrect code (attempts left: 4)", typeof(ConfirmResult.WrongCode))]
    [InlineData("Invalid code for this session", typeof(ConfirmResult.WrongCode))]
    [InlineData("The code you entered is wrong. Please try again.", typeof(ConfirmResult.WrongCode))]
    [InlineData("The two-factor code is not valid", typeof(ConfirmResult.WrongCode))]
    [InlineData("Code does not match", typeof(ConfirmResult.WrongCode))]
    [InlineData("Code doesn't match", typeof(ConfirmResult.WrongCode))]
    [InlineData("invalid_code", typeof(ConfirmResult.WrongCode))]
    [InlineData("Invalid or expired code", typeof(ConfirmResult.WrongCode))]
    [InlineData("The code is invalid or has expired", typeof(ConfirmResult.WrongCode))]
    [InlineData("2 more tries", typeof(ConfirmResult.WrongCode))]
    [InlineData("Wrong. You have 1 attempt left, then the session is closed", typeof(ConfirmResult.WrongCode))]
    [InlineData("Invalid code. No attempts remaining", typeof(ConfirmResult.ChallengeOver))]
    [InlineData("Invalid code. You have 0 attempts remaining", typeof(ConfirmResult.ChallengeOver))]
    [InlineData("Incorrect code (attempts left: 0)", typeof(ConfirmResult.ChallengeOver))]
    [InlineData("Wrong code, too many failed attempts", typeof(ConfirmResult.ChallengeOver))]
    [InlineData("Too many incorrect codes", typeof(ConfirmResult.ChallengeOver))]
    [InlineData("Maximum number of attempts exceeded", typeof(ConfirmResult.ChallengeOver))]
    [InlineData("You have reached the maximum number of attempts", typeof(ConfirmResult.ChallengeOver))]
    [InlineData("Your code has expired", typeof(ConfirmResult.ChallengeOver))]
    [InlineData("Session expired, code is invalid", typeof(ConfirmResult.ChallengeOver))]
    [InlineData("Invalid session for this code", typeof(ConfirmResult.ChallengeOver))]
    [InlineData("Invalid session", typeof(ConfirmResult.ChallengeOver))]
    [InlineData("Please login again", typeof(ConfirmResult.ChallengeOver))]
    [InlineData("unauthorized", typeof(ConfirmResult.WrongCode))]
    [InlineData("Two-factor session not found", typeof(ConfirmResult.ChallengeOver))]
    [InlineData("Two-factor code expired", typeof(ConfirmResult.ChallengeOver))]
    [InlineData("Too many attempts", typeof(ConfirmResult.ChallengeOver))]
    [InlineData("Internal server error", typeof(ConfirmResult.Failed))]
    [InlineData("Too many requests, try again later", typeof(ConfirmResult.Failed))]
    public void A_refused_code_is_judged_by_its_text(string text, Type expected) =>
        Assert.IsType(expected, StxErrors.OfConfirm("stx.example", HttpStatusCode.OK, [text]));
}
