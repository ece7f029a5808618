using System.Diagnostics;
using System.Diagnostics.Metrics;
using Gateway.Core.Diagnostics;
using Gateway.Core.Primitives;

namespace Gateway.Proxying.Refusals;

/// <summary>Counts and logs what becomes of refused tokens.</summary>
internal sealed partial class RefusalReport(GatewayMeter meter, ILogger<RefusalReport> logger)
{
    private readonly Counter<long> _replays = meter.Meter.CreateCounter<long>(
        "gateway_replays_total", description: "Exchanges whose token the upstream refused, by what became of them.");

    public void Tell(AccountName account, string upstream, RefusalOutcome outcome)
    {
        var name = NameOf(outcome);
        _replays.Add(1, new TagList { { "account", account.Value }, { "outcome", name } });
        switch (outcome)
        {
            case RefusalOutcome.Succeeded:
                Log.SentAgain(logger, upstream, account);
                break;
            case RefusalOutcome.NotResendable:
                Log.NotSentAgain(logger, upstream, account);
                break;
            default:
                Log.PassedOn(logger, upstream, account, name);
                break;
        }
    }

    /// <summary>The names that operators know; stable.</summary>
    public static string NameOf(RefusalOutcome outcome) => outcome switch
    {
        RefusalOutcome.Succeeded => "succeeded",
        RefusalOutcome.RefusedAgain => "refused_again",
        RefusalOutcome.Failed => "failed",
        RefusalOutcome.NotResendable => "not_resendable",
        RefusalOutcome.NoNewToken => "no_new_token",
        _ => throw new ArgumentOutOfRangeException(nameof(outcome), outcome, null),
    };

    private static partial class Log
    {
        [LoggerMessage(2240, LogLevel.Information, "Upstream {upstream} refused the token of account {account}; the request was sent once more with a newer one and answered", EventName = "RequestSentAgain")]
        public static partial void SentAgain(ILogger logger, string upstream, AccountName account);

        [LoggerMessage(2241, LogLevel.Information, "Upstream {upstream} refused the token of account {account}; the request may not be sent again or is too long to be kept, so its caller got the refusal. The token is replaced", EventName = "RequestNotSentAgain")]
        public static partial void NotSentAgain(ILogger logger, string upstream, AccountName account);

        // Each vain refresh has a warning of its own; these may come with every request.
        [LoggerMessage(2242, LogLevel.Debug, "Upstream {upstream} refused the token of account {account}; the caller got the answer as it was ({outcome})", EventName = "RefusalPassedOn")]
        public static partial void PassedOn(ILogger logger, string upstream, AccountName account, string outcome);
    }
}
