using System.Net;
using Gateway.Core.Sessions;
using Gateway.Proxying.Bodies;
using Gateway.Proxying.Refusals;

namespace Gateway.Proxying.Sockets;

/// <summary>
/// Makes the handshake of one socket. One that is refused with 401 or 403 is made once more, with another token; the second answer
/// counts, whatever it is. Of all that a socket does, only its handshake has a time limit.
/// </summary>
internal sealed class HandshakeSender(HttpMessageHandler handler, SocketHandshake handshake, RefusalReport report, TimeSpan patience, TimeProvider time)
    : HttpMessageInvoker(handler, disposeHandler: false)
{
    private IAccountSession Account => handshake.Account;

    public override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token);
        var response = await base.SendAsync(request, either.Token);
        if (IsRefusal(response))
        {
            response = await AnswerRefusalAsync(request, response, either.Token);
        }

        if (response.StatusCode == HttpStatusCode.SwitchingProtocols)
        {
            await AttachAsync(response, either.Token);
        }
        else
        {
            // No socket, but an answer like any other.
            response.Content = new IdleLimitedContent(response.Content, patience, time, handshake.Tunnel.Abort);
        }

        return response;
    }

    private async Task AttachAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        try
        {
            var content = response.Content;
            var stream = handshake.Tunnel.AttachUpstream(await content.ReadAsStreamAsync(cancellationToken));
            response.Content = new TunnelContent(content, stream);
        }
        catch
        {
            response.Dispose();
            throw;
        }
    }

    private static bool IsRefusal(HttpResponseMessage response) =>
        response.StatusCode is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden;

    private async Task<HttpResponseMessage> AnswerRefusalAsync(HttpRequestMessage request, HttpResponseMessage refusal, CancellationToken cancellationToken)
    {
        try
        {
            if (await Account.ReplaceRefusedAsync(handshake.Session.Version, cancellationToken) is not { } newer)
            {
                Tell(RefusalOutcome.NoNewToken);
                return refusal;
            }

            refusal.Dispose();
            handshake.Renew(request, newer);
            return await SendAgainAsync(request, cancellationToken);
        }
        catch
        {
            refusal.Dispose();
            throw;
        }
    }

    private async Task<HttpResponseMessage> SendAgainAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var (outcome, said) = (RefusalOutcome.Failed, ReplayOutcome.Unanswered);
        try
        {
            var response = await base.SendAsync(request, cancellationToken);
            (outcome, said) = IsRefusal(response) ? (RefusalOutcome.RefusedAgain, ReplayOutcome.Refused)
                : response.StatusCode == HttpStatusCode.SwitchingProtocols ? (RefusalOutcome.Succeeded, ReplayOutcome.Accepted)
                : (RefusalOutcome.Succeeded, ReplayOutcome.Unanswered);
            return response;
        }
        finally
        {
            Account.NoteReplay(handshake.Session.Version, said);
            Tell(outcome);
        }
    }

    private void Tell(RefusalOutcome outcome) => report.Tell(Account.Definition.Name, Account.Definition.Upstream.Name, outcome);
}
