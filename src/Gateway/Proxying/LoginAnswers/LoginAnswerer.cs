using Gateway.Core.Primitives;
using Gateway.Core.Sessions;
using Gateway.Core.Tokens;
using Gateway.Core.TwoFactor;
using Gateway.Core.Upstreams;
using Gateway.Placeholders;
using Gateway.Problems;

namespace Gateway.Proxying.LoginAnswers;

/// <summary>
/// Answers login operations from the account's own session. They never reach the upstream, and nothing real is in an answer but the
/// user's ids.
/// </summary>
internal sealed partial class LoginAnswerer(PlaceholderTokens placeholders, LoginTickets tickets, TimeProvider time, ILogger<LoginAnswerer> logger)
{
    /// <summary>Carries the calls out one after the other and answers; the first problem ends it.</summary>
    public async Task AnswerAsync(
        HttpContext context, IAccountSession account, LoginLook look, CallerLogin.Found login, CallerIdentity? caller, CancellationToken cancellationToken)
    {
        if (!await placeholders.PrepareAsync(cancellationToken))
        {
            await ProblemWriter.WriteAsync(context, NoKeys(account.Definition.Name));
            return;
        }

        var outcomes = new List<LoginOutcome>(login.Calls.Length);
        foreach (var call in login.Calls)
        {
            var result = await CarryOutAsync(account, look.Dialect, call, caller, cancellationToken);
            if (!result.HasOutcome)
            {
                Log.NotAnswered(logger, account.Definition.Name.Value, call.Kind, result.Problem.Code);
                await ProblemWriter.WriteAsync(context, Problem.Of(result.Problem, account.Definition.Name, time.GetUtcNow()));
                return;
            }

            Log.Answered(logger, account.Definition.Name.Value, call.Kind, result.Outcome.GetType().Name);
            outcomes.Add(result.Outcome);
        }

        await WriteAsync(context, look.Dialect.Answer(login, outcomes), cancellationToken);
    }

    private async Task<LoginCallResult> CarryOutAsync(
        IAccountSession account, ILoginDialect dialect, LoginCall call, CallerIdentity? caller, CancellationToken cancellationToken)
    {
        switch (call.Kind)
        {
            case LoginCallKind.Login:
                return await LogInAsync(account, dialect, caller, cancellationToken);
            case LoginCallKind.Renew:
                return tickets.IsFor(call, account.Definition.Name, caller)
                    ? await GrantAsync(account, caller, cancellationToken)
                    : Declined(LoginDecline.UnknownTicket);
            case LoginCallKind.Confirm:
                return tickets.IsFor(call, account.Definition.Name, caller)
                    ? await ConfirmAsync(account, call.Code, caller, cancellationToken)
                    : Declined(LoginDecline.UnknownTicket);
            case LoginCallKind.Resend:
                // Which arguments it has is not documented; without any it is for the account of its request.
                return call.Ticket is null || tickets.IsFor(call, account.Definition.Name, caller)
                    ? await ResendAsync(account, cancellationToken)
                    : Declined(LoginDecline.UnknownTicket);
            default:
                // A client leaves; the gateway's session is everybody's.
                return new LoginOutcome.Done();
        }
    }

    private async Task<LoginCallResult> LogInAsync(
        IAccountSession account, ILoginDialect dialect, CallerIdentity? caller, CancellationToken cancellationToken)
    {
        var token = await account.GetTokenAsync(cancellationToken);
        if (token.IsAvailable)
        {
            return Granted(account, caller, token.Session);
        }

        // Nothing mails a new code by itself; somebody who logs in wants one. It counts in the login budget.
        if (HasLapsed(account) && account.Definition.TwoFactor is TwoFactorSettings.Manual
            && await account.ResendCodeAsync(cancellationToken) is { } problem)
        {
            return problem;
        }

        var snapshot = account.Snapshot;
        var now = time.GetUtcNow();
        if (snapshot.UsableSession(now) is { } session)
        {
            return Granted(account, caller, session);
        }

        return snapshot is { State: AccountState.TwoFactorRequired, Challenge: { } challenge } && now < challenge.ExpiresAt
            ? new LoginOutcome.CodeWanted(Ticket(account, dialect, caller), challenge.UserId)
            : snapshot.Problem ?? token.Problem;
    }

    private async Task<LoginCallResult> GrantAsync(
        IAccountSession account, CallerIdentity? caller, CancellationToken cancellationToken)
    {
        var token = await account.GetTokenAsync(cancellationToken);
        return token.IsAvailable ? Granted(account, caller, token.Session) : token.Problem;
    }

    private async Task<LoginCallResult> ConfirmAsync(
        IAccountSession account, Secret? code, CallerIdentity? caller, CancellationToken cancellationToken)
    {
        if (account.Snapshot.State != AccountState.TwoFactorRequired)
        {
            return await GrantAsync(account, caller, cancellationToken);
        }

        if (HasLapsed(account))
        {
            return Declined(LoginDecline.LoginOver);
        }

        if (code is null)
        {
            return Declined(LoginDecline.WrongCode);
        }

        switch (await account.SubmitCodeAsync(code, cancellationToken))
        {
            case CodeSubmission.Accepted:
                return await GrantAsync(account, caller, cancellationToken);
            case CodeSubmission.Wrong:
                return Declined(HasLapsed(account) ? LoginDecline.LoginOver : LoginDecline.WrongCode);
            case CodeSubmission.NotExpected when account.Snapshot.UsableSession(time.GetUtcNow()) is { } session:
                // Another caller's code came first.
                return Granted(account, caller, session);
            case CodeSubmission.Failed(var problem):
                return problem;
            default:
                return Declined(LoginDecline.LoginOver);
        }
    }

    private async Task<LoginCallResult> ResendAsync(IAccountSession account, CancellationToken cancellationToken)
    {
        if (account.Snapshot.State != AccountState.TwoFactorRequired)
        {
            return account.Snapshot.UsableSession(time.GetUtcNow()) is null && account.Snapshot.Problem is { } reason
                ? reason
                : Declined(LoginDecline.NoCodeWanted);
        }

        return await account.ResendCodeAsync(cancellationToken) is { } problem ? problem : new LoginOutcome.Done();
    }

    private bool HasLapsed(IAccountSession account) =>
        account.Snapshot is { State: AccountState.TwoFactorRequired, Challenge: { } challenge } && time.GetUtcNow() >= challenge.ExpiresAt;

    private LoginOutcome.Granted Granted(IAccountSession account, CallerIdentity? caller, Session session) =>
        new(session, placeholders.Issue(account.Definition.Name, caller, session));

    private Secret Ticket(IAccountSession account, ILoginDialect dialect, CallerIdentity? caller) => placeholders.Issue(
        dialect.HasAttemptCodes ? PlaceholderPurpose.Attempt : PlaceholderPurpose.Session, account.Definition.Name, caller, null, account.Definition.Upstream.AccessTokenLifetime);

    private static LoginCallResult Declined(LoginDecline reason) => new LoginOutcome.Declined(reason);

    private static async Task WriteAsync(HttpContext context, LoginReply reply, CancellationToken cancellationToken)
    {
        var response = context.Response;
        response.StatusCode = reply.Status;
        response.ContentType = reply.ContentType;
        response.ContentLength = reply.Body.Length;
        response.Headers.CacheControl = "no-store";
        foreach (var (name, value) in reply.Headers)
        {
            response.Headers[name] = value;
        }

        await response.Body.WriteAsync(reply.Body, cancellationToken);
    }

    private static Problem NoKeys(AccountName account) => new(
        AccountProblemCode.StoreUnavailable,
        "The store cannot be used, and without it the gateway has no key to sign tokens with. Try again when the store is back.",
        account.Value,
        TimeSpan.FromSeconds(1));

    private static partial class Log
    {
        [LoggerMessage(2260, LogLevel.Information, "Answered a caller's own {Call} for account {Account}: {Outcome}", EventName = "LoginAnswered")]
        public static partial void Answered(ILogger logger, string account, LoginCallKind call, string outcome);

        [LoggerMessage(2261, LogLevel.Information, "A caller's own {Call} for account {Account} ended with {Code}", EventName = "LoginNotAnswered")]
        public static partial void NotAnswered(ILogger logger, string account, LoginCallKind call, string code);
    }
}
