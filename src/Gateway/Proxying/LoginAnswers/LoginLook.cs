using Gateway.Core.Primitives;
using Gateway.Core.Upstreams;
using Gateway.Placeholders;
using Gateway.Problems;
using Gateway.Settings;

namespace Gateway.Proxying.LoginAnswers;

/// <summary>What a look into a request on a login path found.</summary>
/// <param name="Dialect">The dialect of the path.</param>
/// <param name="Request">The request; its body is empty if it is too long to be read.</param>
/// <param name="Login">What it is.</param>
internal sealed record LoginLook(ILoginDialect Dialect, CallerRequest Request, CallerLogin Login)
{
    /// <summary>Why the request cannot go on at all; null if it can.</summary>
    public Problem? Problem { get; init; }

    /// <summary>What watches a body that was too long to be read; null for any other.</summary>
    public WatchedBody? Long { get; init; }

    /// <summary>Whether the body was too long to be read.</summary>
    public bool IsLong => Long is not null;

    /// <summary>The e-mails and user names that login operations give.</summary>
    public IReadOnlyList<string> LoginNames => Login is CallerLogin.Found found
        ? [.. found.Calls.Select(static call => call.Login).OfType<string>().Distinct(StringComparer.OrdinalIgnoreCase)]
        : [];

    /// <summary>The passwords that login operations give.</summary>
    public IEnumerable<Secret> Passwords => Login is CallerLogin.Found found ? found.Calls.Select(static call => call.Password).OfType<Secret>() : [];

    /// <summary>The accounts that placeholders in it name, genuine or not; null for one that names none.</summary>
    public IEnumerable<AccountName?> MeantAccounts => Login is CallerLogin.Found found
        ? found.Calls.Select(static call => call.Ticket?.Reveal()).Where(static text => PlaceholderTokens.HasForm(text)).Select(static text => PlaceholderTokens.ClaimedAccount(text))
        : [];

    /// <summary>Whether operations in it give a placeholder, which names an account as a login's e-mail does.</summary>
    public bool GivesTickets => Login is CallerLogin.Found found && found.Calls.Any(static call => PlaceholderTokens.HasForm(call.Ticket?.Reveal()));

    /// <summary>Whether a login gives this key as its password.</summary>
    public bool GivesPassword(KeyHash key) => Login is CallerLogin.Found found
        && found.Calls.Any(call => call.Password is { } password && KeyHash.Of(password.Reveal()).Matches(key));

    /// <summary>Whether it is <c>login</c> and nothing else: what a client does whose tokens have ended.</summary>
    public bool IsLoginAlone => Login is CallerLogin.Found found && found.Calls.All(static call => call.Kind == LoginCallKind.Login);
}
