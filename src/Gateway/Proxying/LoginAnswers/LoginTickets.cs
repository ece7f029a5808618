using Gateway.Core.Primitives;
using Gateway.Core.Upstreams;
using Gateway.Placeholders;
using Gateway.Problems;

namespace Gateway.Proxying.LoginAnswers;

/// <summary>Judges the refresh tokens, session ids and attempt codes that login operations give.</summary>
internal sealed class LoginTickets(PlaceholderTokens placeholders)
{
    /// <summary>
    /// The account that they name, together with the placeholder of the request's header, or why the request is refused. What has not
    /// the form of a placeholder says nothing here, and is refused in the way of the upstream later.
    /// </summary>
    public (AccountName? Account, Problem? Problem) Judge(CallerLogin? login, AccountName? carried, CallerIdentity? caller)
    {
        var account = carried;
        foreach (var call in login is CallerLogin.Found found ? found.Calls : [])
        {
            if (call.Ticket is not { } ticket || !PlaceholderTokens.HasForm(ticket.Reveal()))
            {
                continue;
            }

            if (Read(call, caller) is not { } read)
            {
                return (null, Unknown);
            }

            if (account is { } other && other != read.Account)
            {
                return (null, Several);
            }

            account = read.Account;
        }

        return (account, null);
    }

    /// <summary>Sees to it that the tickets of a login can be read, if it gives any.</summary>
    public ValueTask<bool> PrepareAsync(CallerLogin? login, CancellationToken cancellationToken) =>
        !placeholders.IsReady && login is CallerLogin.Found found && found.Calls.Any(call => PlaceholderTokens.HasForm(call.Ticket?.Reveal()))
            ? placeholders.PrepareAsync(cancellationToken)
            : new(placeholders.IsReady);

    /// <summary>Whether a call gives a ticket of this account.</summary>
    public bool IsFor(LoginCall call, AccountName account, CallerIdentity? caller) => Read(call, caller)?.Account == account;

    private PlaceholderTicket? Read(LoginCall call, CallerIdentity? caller)
    {
        var ticket = placeholders.Read(call.Ticket?.Reveal(), PlaceholderPurposes.OfTicket(call.Kind));
        return ticket is not null && (caller is null ? ticket.Caller is null : PlaceholderTokens.IsOf(ticket, caller.Caller.Name, caller.Key))
            ? ticket
            : null;
    }

    private static readonly Problem Unknown = new(
        ProblemCode.CallerKeyRequired,
        "A token in the login operation has the form of the gateway's placeholders and is none that counts there: it has ended, stands for something else, was made by another gateway or for another key, or is forged. Log in again.");

    private static readonly Problem Several = new(
        ProblemCode.CallerNotAllowed, "The login operation and the request carry placeholder tokens of several accounts; send those of one.");
}
