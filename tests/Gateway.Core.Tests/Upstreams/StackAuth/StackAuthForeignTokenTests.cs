using Gateway.Core.Tests.Tokens;
using Gateway.Core.Tokens;
using Gateway.Core.Upstreams.StackAuth;

namespace Gateway.Core.Tests.Upstreams.StackAuth;

/// <summary>Tokens that name another project or user than they were asked for.</summary>
public sealed class StackAuthForeignTokenTests
{
    private const string User = "3f2b0000-0000-4000-8000-00000000000a";
    private const string Stranger = "99999999-0000-4000-8000-00000000000b";
    private const string Own = ProtocolUnderTest.Project;

    private readonly ProtocolUnderTest _stack = new(options => options with { SecretServerKey = ProtocolUnderTest.Inline(ProtocolUnderTest.ServerKey) });

    public static TheoryData<string> OtherProjects { get; } = new(
        """{"project_id":"another","aud":"another"}""",
        """{"project_id":"another"}""",
        """{"aud":"another"}""",
        """{"aud":"another:restricted"}""",
        $$"""{"project_id":"{{Own}}","aud":"another"}""",
        $$"""{"project_id":"another","aud":"{{Own}}"}""");

    public static TheoryData<string> OwnOrUnnamed { get; } = new(
        $$"""{"project_id":"{{Own}}","aud":"{{Own}}"}""",
        $$"""{"project_id":"{{Own}}","aud":"{{Own}}:restricted"}""",
        $$"""{"project_id":"{{Own}}","aud":"{{Own}}:anon"}""",
        $$"""{"project_id":"{{Own.ToUpperInvariant()}}"}""",
        $$"""{"aud":["{{Own}}"]}""",
        """{"project_id":null,"aud":""}""",
        "{}");

    [Theory]
    [MemberData(nameof(OtherProjects))]
    public async Task A_token_of_another_project_is_taken_from_no_answer(string claims)
    {
        for (var i = 0; i < 4; i++)
        {
            Answer(claims);
        }

        var failures = new[]
        {
            Assert.IsType<RefreshResult.Failed>(await _stack.RefreshAsync(_stack.Session())).Failure,
            Assert.IsType<LoginResult.Failed>(await _stack.LoginAsync()).Failure,
            Assert.IsType<LoginResult.Failed>(await _stack.LoginAsync(new StackAuthServerSession(User))).Failure,
            Assert.IsType<ConfirmResult.Failed>(await _stack.ConfirmAsync(_stack.Challenge("totp", "attempt-1"), "012345")).Failure,
        };

        Assert.All(failures, failure => Assert.Equal("other_project", Assert.IsType<TokenFailure.Transient>(failure).Code));
        Assert.All(failures, failure => Assert.DoesNotContain("another\"", failure.Message, StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(OwnOrUnnamed))]
    public async Task A_token_of_the_project_or_of_none_is_taken(string claims)
    {
        Answer(claims);

        Assert.IsType<RefreshResult.Granted>(await _stack.RefreshAsync(_stack.Session()));
    }

    [Theory]
    [InlineData($$"""{"sub":"{{Stranger}}"}""", "")]
    [InlineData("{}", $",\"user_id\":\"{Stranger}\"")]
    [InlineData($$"""{"sub":"{{Stranger}}"}""", $",\"user_id\":\"{User}\"")]
    public async Task A_session_that_was_made_for_another_user_is_not_taken(string claims, string beside)
    {
        Answer(claims, beside);

        var failure = Assert.IsType<LoginResult.Failed>(await _stack.LoginAsync(new StackAuthServerSession(User))).Failure;

        Assert.Equal("other_user", Assert.IsType<TokenFailure.Transient>(failure).Code);
        Assert.Contains("UserId", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData($$"""{"sub":"{{User}}"}""")]
    [InlineData("{}")]
    public async Task A_session_of_the_user_or_of_nobody_is_taken(string claims)
    {
        Answer(claims);

        Assert.IsType<LoginResult.Granted>(await _stack.LoginAsync(new StackAuthServerSession(User.ToUpperInvariant())));
    }

    [Fact]
    public async Task What_the_token_says_counts_before_what_stands_beside_it()
    {
        Answer($$"""{"sub":"{{Stranger}}"}""", $",\"user_id\":\"{User}\"");

        Assert.Equal(Stranger, Assert.IsType<RefreshResult.Granted>(await _stack.RefreshAsync(_stack.Session())).Grant.UserId);
    }

    [Fact]
    public async Task A_sign_out_that_has_to_refresh_first_signs_nobody_else_out()
    {
        Answer($$"""{"sub":"{{Stranger}}"}""");

        Assert.NotNull(await _stack.LogoutAsync(_stack.Session(TimeSpan.Zero) with { UserId = User }));

        Assert.Single(_stack.Http.Sent);
    }

    private void Answer(string claims, string beside = "") =>
        _stack.Http.Json(200, $$"""{"access_token":"{{JwtTests.TokenOf(claims).Reveal()}}","refresh_token":"r"{{beside}}}""");
}
