using Gateway.Core.Upstreams;
using Gateway.Placeholders;

namespace Gateway.Inbound;

/// <summary>
/// Finds the key that a login operation carries: as the password, or as a placeholder among its arguments. All that it carries must
/// belong to one caller.
/// </summary>
internal static class LoginKeyRule
{
    public const string Place = "the login operation";

    public static KeyFinding Judge(ILoginDialect dialect, CallerRequest request, KeyTable keys)
    {
        var reading = dialect.MayBeLogin(request) ? dialect.Read(request) : null;
        if (reading is not CallerLogin.Found login)
        {
            return new KeyFinding(KeyVerdict.Missing, Unread: (reading as CallerLogin.Refused)?.Reason);
        }

        KeyHolder? holder = null;
        foreach (var call in login.Calls)
        {
            foreach (var found in Find(call, keys))
            {
                if (found is null || (holder is not null && holder != found))
                {
                    return new KeyFinding(KeyVerdict.Wrong, Place: Place);
                }

                holder = found;
            }
        }

        return holder is null ? new KeyFinding(KeyVerdict.Missing) : KeyFinding.Of(holder, Place);
    }

    private static IEnumerable<KeyHolder?> Find(LoginCall call, KeyTable keys)
    {
        if (call.Password is { } password)
        {
            yield return keys.Find(password.Reveal());
        }

        if (call.Ticket is { } ticket)
        {
            yield return keys.Find(ticket.Reveal(), PlaceholderPurposes.OfTicket(call.Kind));
        }
    }
}
