namespace Gateway.Core.Upstreams.StackAuth;

/// <summary>
/// The login operations of Stack Auth's clients. They are not answered yet, and not forwarded either: what clients send there may be a key of
/// this gateway, and what they would get are tokens that nobody may have.
/// </summary>
internal sealed class StackAuthLoginDialect : ILoginDialect
{
    private const string Reason =
        "The gateway holds the account's session and does not pass on sign-in, refresh and sign-out of clients. Send requests without signing in; the account's token is added.";

    public int Overlap => 0;

    public bool IsLoginPath(ReadOnlySpan<char> path) => StackAuthPaths.IsLogin(path);

    public bool MayBeLogin(CallerRequest request) => true;

    public bool MayHoldLogin(ReadOnlySpan<byte> piece) => true;

    public bool OnlyReads(CallerRequest request) => request.Method is "GET" or "HEAD" or "OPTIONS";

    public CallerLogin Read(CallerRequest request) => OnlyReads(request) ? new CallerLogin.None() : new CallerLogin.Refused(Reason);

    public LoginReply Answer(CallerLogin.Found login, IReadOnlyList<LoginOutcome> outcomes) => throw new NotSupportedException();
}
