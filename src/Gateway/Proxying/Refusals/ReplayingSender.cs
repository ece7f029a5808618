using Gateway.Core.Sessions;
using Gateway.Core.Tokens;
using Gateway.Core.Upstreams;
using Gateway.Proxying.Bodies;

namespace Gateway.Proxying.Refusals;

/// <summary>
/// Sends the request of one exchange, and sends it once more if the upstream refuses the token:
/// <list type="number">
/// <item>what may have to be sent again is copied on its way out;</item>
/// <item>the request is sent, the answer looked at;</item>
/// <item>a refused request that may not be sent again is answered by its refusal, and the refresh happens all the same;</item>
/// <item>else a newer token is asked for: the current one if it is another by now, or that of the refresh that all callers share;</item>
/// <item>the request is sent once more, and whatever is answered is the answer.</item>
/// </list>
/// </summary>
internal sealed class ReplayingSender(HttpMessageHandler handler, ProxyExchange exchange, string basePath, ReadAheadBody? readAhead, RefusalDesk desk)
    : HttpMessageInvoker(handler, disposeHandler: false)
{
    private KeptBody? _kept;
    private AnswerInspection? _inspection;
    private string? _target;

    private IAccountSession Account => exchange.Account;

    // What the upstream is asked for, not what the gateway is.
    private ReadOnlySpan<char> Target => basePath.Length == 0 ? exchange.Target.Rest : _target ??= string.Concat(basePath, exchange.Target.Rest);

    private IRefusalRules Rules => exchange.Account.Protocol.Refusals;

    public override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        // 1. Keep
        if (Rules.MayBeUnclear(Target))
        {
            AcceptedCodings.Restrict(request.Headers);
        }

        if (HasBody(request) && readAhead is not { IsComplete: true }
            && desk.PlaceFor(request.Content!.Headers.ContentLength, JsonMedia.IsJson(request.Content.Headers)) is { } kept)
        {
            _kept = kept;
            request.Content = new KeepingContent(request.Content, kept);
        }

        // 2. Send and look
        var answer = await base.SendAsync(request, cancellationToken);
        if (!await IsRefusedAsync(answer, cancellationToken))
        {
            _kept?.Dispose();
            return answer;
        }

        return await AnswerRefusalAsync(request, answer, cancellationToken);
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _kept?.Dispose();
            _inspection?.Dispose();
        }

        base.Dispose(disposing);
    }

    private static bool HasBody(HttpRequestMessage request) => request.Content is not (null or ByteArrayContent);

    private async Task<HttpResponseMessage> AnswerRefusalAsync(HttpRequestMessage request, HttpResponseMessage refusal, CancellationToken cancellationToken)
    {
        try
        {
            // 3. What may not be sent again
            if (!await CanBeSentAgainAsync(request, cancellationToken))
            {
                _ = Account.ReplaceRefusedAsync(exchange.Session.Version, CancellationToken.None).AsTask();
                Tell(RefusalOutcome.NotResendable);
                return refusal;
            }

            // 4. A newer token
            if (await Account.ReplaceRefusedAsync(exchange.Session.Version, cancellationToken) is not { } newer)
            {
                Tell(RefusalOutcome.NoNewToken);
                return refusal;
            }

            // 5. Once more
            refusal.Dispose();
            return await SendAgainAsync(request, newer, cancellationToken);
        }
        catch
        {
            refusal.Dispose();
            throw;
        }
    }

    private async Task<HttpResponseMessage> SendAgainAsync(HttpRequestMessage request, Session newer, CancellationToken cancellationToken)
    {
        exchange.Renewed = newer;
        Account.Protocol.Stamp(request, newer);
        var outcome = RefusalOutcome.Failed;
        var said = ReplayOutcome.Unanswered;
        try
        {
            var answer = await base.SendAsync(request, cancellationToken);
            var isRefused = await IsRefusedAsync(answer, cancellationToken);
            outcome = isRefused ? RefusalOutcome.RefusedAgain : RefusalOutcome.Succeeded;
            // An upstream that is in trouble does not say whether it took the token.
            said = isRefused ? ReplayOutcome.Refused : (int)answer.StatusCode is 429 or >= 500 ? ReplayOutcome.Unanswered : ReplayOutcome.Accepted;
            return answer;
        }
        finally
        {
            Account.NoteReplay(newer.Version, said);
            Tell(outcome);
        }
    }

    /// <summary>True if the request can be sent again, and nothing of it can have been carried out; its content is then ready for it.</summary>
    private async ValueTask<bool> CanBeSentAgainAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        ReadOnlyMemory<byte> body = default;
        if (readAhead is { IsComplete: true } && HasBody(request))
        {
            body = readAhead.Lend();
        }
        else if (HasBody(request))
        {
            if (_kept is null || !await _kept.IsAtHandAsync(cancellationToken))
            {
                return false;
            }

            if (_kept.Lend() is not { } bytes)
            {
                // Refused before any of its body was sent, as after "Expect: 100-continue": there was nothing to carry out.
                return true;
            }

            body = bytes;
        }

        if (HasBody(request))
        {
            request.Content = new KeptContent(request.Content!, body);
        }

        return Rules.MayBeSentAgain(Describe(request, body));
    }

    private RefusedRequest Describe(HttpRequestMessage request, ReadOnlyMemory<byte> body)
    {
        var headers = request.Content?.Headers;
        return new RefusedRequest(
            request.Method.Method,
            Target.ToString(),
            headers?.NonValidated.TryGetValues("Content-Type", out var types) == true ? types.ToString() : null,
            headers is not null && ContentCoding.Of(headers) is not "",
            body);
    }

    private ValueTask<bool> IsRefusedAsync(HttpResponseMessage answer, CancellationToken cancellationToken)
    {
        var sign = Rules.Judge(Target, answer);
        return sign == RefusalSign.Unclear ? new(LookIntoAsync(answer, cancellationToken)) : new(sign == RefusalSign.Refused);
    }

    private async Task<bool> LookIntoAsync(HttpResponseMessage answer, CancellationToken cancellationToken)
    {
        _inspection?.Dispose();
        _inspection = new AnswerInspection(Rules, desk.Budget);
        try
        {
            return await _inspection.IsRefusedAsync(answer, cancellationToken);
        }
        catch
        {
            answer.Dispose();
            throw;
        }
    }

    private void Tell(RefusalOutcome outcome) => desk.Report.Tell(Account.Definition.Name, Account.Definition.Upstream.Name, outcome);
}
