using System.Text;
using Gateway.Core.Primitives;
using Gateway.Core.Sessions;
using Gateway.Problems;
using Gateway.Proxying.LoginAnswers;
using Gateway.Settings;
using Microsoft.Extensions.Primitives;

namespace Gateway.Proxying;

/// <summary>
/// Picks the account of a request: the one that the caller is bound to, else header, else path prefix, else that of the placeholder which
/// it carries, else the one with the login of the login operation which it is, else the default account. For a login alone the last placeholder of
/// its client, which it may still carry, comes after the login itself. A name
/// that is not configured, or is no name at all, never falls through to the default: a typo must not act for somebody else. A caller
/// with accounts of its own learns nothing of others: every other name is refused alike, whether it exists or not.
/// </summary>
internal sealed class AccountSelector(IAccountDirectory accounts, ProxySettings settings)
{
    public const string Header = "X-Gateway-Account";

    private readonly byte[]? _prefix = settings.AccountPrefix is { Length: > 0 } prefix ? Encoding.UTF8.GetBytes(prefix) : null;

    /// <param name="header">The header's values.</param>
    /// <param name="target">The target as received.</param>
    /// <param name="caller">Whose request it is; null on a listener without keys.</param>
    /// <param name="placeholder">The account of the placeholder that the request carries.</param>
    /// <param name="look">The login operations that the request is.</param>
    /// <param name="leftover">The account of a placeholder that counts if nothing else names one.</param>
    public AccountChoice Choose(
        StringValues header, RequestTarget target, CallerDefinition? caller, AccountName? placeholder = null, LoginLook? look = null, AccountName? leftover = null)
    {
        IAccountSession? account = null;
        for (var i = 0; i < header.Count; i++)
        {
            if (Take(header[i], Header, caller, ref account) is { } problem)
            {
                return AccountChoice.None(problem);
            }
        }

        if (TryReadPrefix(target.Text, out var name, out var length))
        {
            if (Take(name, "path prefix", caller, ref account) is { } problem)
            {
                return AccountChoice.None(problem);
            }

            target = target with { PrefixLength = length };
        }

        var isNamed = account is not null || caller?.Account is not null;
        if (placeholder is { } carried && Take(carried.Value, "placeholder token", caller, ref account) is { } conflict)
        {
            return AccountChoice.None(conflict);
        }

        if (!isNamed && (account is null || look?.GivesTickets == true) && look?.LoginNames is { Count: > 0 } logins)
        {
            if (!TryFindByLogins(logins, caller, out var named) || (account is not null && named is not null && named != account))
            {
                return AccountChoice.None(SeveralLogins);
            }

            account ??= named;
        }

        if (!isNamed && account is null && leftover is { } last && Take(last.Value, "placeholder token", caller, ref account) is { } unknown)
        {
            return AccountChoice.None(unknown);
        }

        account ??= WithoutName(caller);
        return account is null ? AccountChoice.None(Required(caller)) : AccountChoice.Of(account, target);
    }

    // One name of several: all must be of the same account.
    private Problem? Take(string? text, string place, CallerDefinition? caller, ref IAccountSession? account)
    {
        if (Find(text, place, caller, out var named) is { } problem)
        {
            return problem;
        }

        if (account is not null && account != named)
        {
            return Conflict;
        }

        account = named;
        return null;
    }

    private IAccountSession? WithoutName(CallerDefinition? caller)
    {
        if (caller?.Account is { } bound)
        {
            return accounts.TryGet(bound, out var account) ? account : null;
        }

        return accounts.Default is { } standard && caller?.MayUse(standard.Definition.Name) != false ? standard : null;
    }

    private bool TryFindByLogins(IReadOnlyList<string> logins, CallerDefinition? caller, out IAccountSession? account)
    {
        var named = logins.Select(login => ByLogin(login, caller)).Distinct().ToList();
        account = named[0];
        return named.Count == 1;
    }

    // One login may be known at several upstreams; then it names none of them.
    private IAccountSession? ByLogin(string login, CallerDefinition? caller)
    {
        var known = accounts.All
            .Where(account => caller?.MayUse(account.Definition.Name) != false && LoginsOf(account).Contains(login.Trim(), StringComparer.OrdinalIgnoreCase))
            .Take(2).ToList();
        return known.Count == 1 ? known[0] : null;
    }

    private static IEnumerable<string?> LoginsOf(IAccountSession account) =>
    [
        account.Definition.Credentials.Email,
        account.Definition.Credentials.Username,
        account.Snapshot.Session?.Owner.Login,
        account.Snapshot.Challenge?.Login,
    ];

    private Problem? Find(string? text, string place, CallerDefinition? caller, out IAccountSession? account)
    {
        account = null;
        var isName = AccountName.TryParse(text, out var name);
        if (caller is { IsRestricted: true } && !(isName && caller.MayUse(name)))
        {
            return NotAllowed(caller);
        }

        return isName && accounts.TryGet(name, out account) ? null : Unknown(text, place);
    }

    // The name ends at a plain slash only: an encoded one becomes part of it and so makes it no name.
    private bool TryReadPrefix(string target, out string name, out int length)
    {
        (name, length) = (string.Empty, 0);
        if (_prefix is null)
        {
            return false;
        }

        var query = target.IndexOf('?', StringComparison.Ordinal);
        var path = query < 0 ? target.AsSpan() : target.AsSpan(0, query);
        var index = 0;
        foreach (var expected in _prefix)
        {
            if (index == path.Length || PercentEncoding.Next(path, ref index) != expected)
            {
                return false;
            }
        }

        var start = index;
        var slash = path[start..].IndexOf('/');
        length = slash < 0 ? path.Length : start + slash;
        name = Decode(path[start..length]);
        return true;
    }

    private static string Decode(ReadOnlySpan<char> text)
    {
        if (!text.Contains('%'))
        {
            return text.ToString();
        }

        var decoded = new StringBuilder(text.Length);
        for (var index = 0; index < text.Length;)
        {
            decoded.Append(PercentEncoding.Next(text, ref index));
        }

        return decoded.ToString();
    }

    private static Problem Conflict => new(
        ProblemCode.CallerNotAllowed, $"The request names several accounts, in {Header}, in its path or by a placeholder token; name one.");

    private static readonly Problem SeveralLogins = new(
        ProblemCode.RequestNotAllowed, "The request has login operations of several accounts, and one request acts for one account; send each in a request of its own.");

    // Text that is no name, or looks like a key put into the wrong header, is not repeated.
    private static Problem Unknown(string? text, string place) => AccountName.TryParse(text, out var name) && !KeyHash.MayBeKey(name.Value)
        ? new Problem(ProblemCode.UnknownAccount, $"No account {name} is configured (named by the {place}).", name.Value)
        : new Problem(ProblemCode.UnknownAccount, $"The {place} holds no name of a configured account.");

    private static Problem NotAllowed(CallerDefinition caller) => new(
        ProblemCode.CallerNotAllowed,
        caller.Account is { } bound
            ? $"The key of caller '{caller.Name}' is for the account '{bound}' only (Gateway:Inbound:Callers:{caller.Name}:Account)."
            : $"The key of caller '{caller.Name}' is only for {Names(caller)} (Gateway:Inbound:Callers:{caller.Name}:Accounts).");

    private static string Names(CallerDefinition caller) => string.Join(", ", caller.Accounts.Select(name => $"'{name}'"));

    private Problem Required(CallerDefinition? caller) => caller is { IsRestricted: true }
        ? new(ProblemCode.AccountRequired, $"The caller '{caller.Name}' may not use the default account. Name one of {Names(caller)} with the header {Header}.")
        : Required();

    private Problem Required() => new(
        ProblemCode.AccountRequired,
        settings.AccountPrefix is { } prefix
            ? $"Name an account with the header {Header} or the path prefix {prefix}name/, or set Gateway:DefaultAccount."
            : $"Name an account with the header {Header}, or set Gateway:DefaultAccount.");
}
