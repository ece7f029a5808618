using Gateway.Problems;

namespace Gateway.Inbound;

/// <summary>The refusals of the guard. Each names the setting that decides; none repeats what the request said.</summary>
internal static class InboundProblems
{
    private const string HowToGiveCallerKey =
        "Give it as header X-Gateway-Key, as Authorization: Bearer, as the password of Authorization: Basic (http://name:KEY@host in many clients) as query parameter token, or as the password of a login operation.";

    public static readonly Problem ForeignHost = new(
        ProblemCode.HostNotAllowed,
        "The Host header names neither this machine (localhost or a loopback address) nor a host of Gateway:Inbound:AllowedHosts. Call one of them, or add the name there.");

    public static readonly Problem ForeignOrigin = new(
        ProblemCode.OriginNotAllowed,
        "The request comes from a web page of another origin (Origin, Sec-Fetch-Site). Use a program, or add the page's origin to Gateway:Inbound:AllowedOrigins.");

    private static readonly Problem CallerKeyMissing = new(
        ProblemCode.CallerKeyRequired, $"The request has no caller key. {HowToGiveCallerKey} Keys are set below Gateway:Inbound:Callers.");

    private static readonly Problem NoCallers = new(
        ProblemCode.CallerKeyRequired,
        "No caller has a key that can be used, and this listener serves nobody without one. Set one below Gateway:Inbound:Callers; gateway new-key makes one.");

    private static readonly Problem ManagementKeyMissing = new(
        ProblemCode.ManagementKeyRequired, "The request has no management key. Give that of Gateway:Management:Key as header X-Gateway-Key or as Authorization: Bearer.");

    public static readonly Problem SeveralPlaceholders = new(
        ProblemCode.CallerNotAllowed, "The request carries placeholder tokens of several accounts; send those of one.");

    public static readonly Problem LoginNotRead = new(
        ProblemCode.CallerKeyRequired,
        $"The request has no caller key outside its body, and its body was not read: it is longer than {LoginBodies.MaxLength} bytes or Gateway:Proxy:MaxReplayBytes, came too slowly, or too many were being read. {HowToGiveCallerKey}",
        RetryAfter: TimeSpan.FromSeconds(1));

    public static Problem CallerKey(KeyFinding finding, KeyTable keys) => finding switch
    {
        _ when keys.IsEmpty => NoCallers,
        { Unread: { } reason } => new Problem(
            ProblemCode.RequestNotAllowed, $"{reason} No caller key was found outside its body. {HowToGiveCallerKey}"),
        { Verdict: KeyVerdict.Wrong, Place: LoginKeyRule.Place } => new Problem(
            ProblemCode.CallerKeyRequired,
            "The login operation carries no key of a caller of Gateway:Inbound:Callers: give the key as its password, and the tokens that this gateway gave out. A client that has kept older ones must log in again."),
        { Verdict: KeyVerdict.Wrong } => new Problem(
            ProblemCode.CallerKeyRequired,
            $"The key in {finding.Place} belongs to no caller of Gateway:Inbound:Callers. Give one key in one place; the first of X-Gateway-Key, Bearer, Basic and token counts."),
        _ => CallerKeyMissing,
    };

    public static Problem ManagementKey(KeyFinding finding) => finding.Verdict == KeyVerdict.Wrong
        ? new Problem(ProblemCode.ManagementKeyRequired, $"The key in {finding.Place} is not that of Gateway:Management:Key.")
        : ManagementKeyMissing;

    public static Problem Limit(string caller, TimeSpan wait) => new(
        ProblemCode.CallerLimit,
        $"The caller '{caller}' asks for more than Gateway:Inbound:Callers:{caller}:RequestsPerSecond or :Concurrency allows. Nothing was sent to the upstream; try again a little later.",
        RetryAfter: wait);
}
