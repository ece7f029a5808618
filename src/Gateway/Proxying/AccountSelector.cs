using System.Text;
using Gateway.Core.Primitives;
using Gateway.Core.Sessions;
using Gateway.Problems;
using Gateway.Settings;
using Microsoft.Extensions.Primitives;

namespace Gateway.Proxying;

/// <summary>
/// Picks the account of a request: header, else path prefix, else the default account. A name that is not configured, or is no name
/// at all, never falls through to the default: a typo must not act for somebody else.
/// </summary>
internal sealed class AccountSelector(IAccountDirectory accounts, ProxySettings settings)
{
    public const string Header = "X-Gateway-Account";

    private readonly byte[]? _prefix = settings.AccountPrefix is { Length: > 0 } prefix ? Encoding.UTF8.GetBytes(prefix) : null;

    public AccountChoice Choose(StringValues header, RequestTarget target)
    {
        IAccountSession? account = null;
        for (var i = 0; i < header.Count; i++)
        {
            if (!TryFind(header[i], out var named))
            {
                return AccountChoice.None(Unknown(header[i], Header));
            }

            if (account is not null && account != named)
            {
                return AccountChoice.None(Conflict);
            }

            account = named;
        }

        if (TryReadPrefix(target.Text, out var name, out var length))
        {
            if (!TryFind(name, out var named))
            {
                return AccountChoice.None(Unknown(name, "path prefix"));
            }

            if (account is not null && account != named)
            {
                return AccountChoice.None(Conflict);
            }

            account = named;
            target = target with { PrefixLength = length };
        }

        account ??= accounts.Default;
        return account is null ? AccountChoice.None(Required()) : AccountChoice.Of(account, target);
    }

    private bool TryFind(string? text, out IAccountSession? account)
    {
        account = null;
        return AccountName.TryParse(text, out var name) && accounts.TryGet(name, out account);
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
        ProblemCode.CallerNotAllowed, $"The request names several accounts; name one, in {Header} or in the path.");

    // Text that is no name is not repeated: it may be anything, a key put into the wrong header included.
    private static Problem Unknown(string? text, string place) => AccountName.TryParse(text, out var name)
        ? new Problem(ProblemCode.UnknownAccount, $"No account {name} is configured (named by the {place}).", name.Value)
        : new Problem(ProblemCode.UnknownAccount, $"The {place} holds no account name.");

    private Problem Required() => new(
        ProblemCode.AccountRequired,
        settings.AccountPrefix is { } prefix
            ? $"Name an account with the header {Header} or the path prefix {prefix}name/, or set Gateway:DefaultAccount."
            : $"Name an account with the header {Header}, or set Gateway:DefaultAccount.");
}
