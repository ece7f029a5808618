using System.Globalization;

namespace Sandbox.Shared;

/// <summary>Acts out a misbehaviour on one request.</summary>
internal abstract class MisbehaviourPlayer(Func<DateTimeOffset> now, CancellationToken stopping)
{
    private protected const string Json = "application/json; charset=utf-8";
    private protected const string Html = "text/html; charset=utf-8";

    /// <summary>True when the request has had its answer, or will never get one.</summary>
    public async Task<bool> PlayAsync(HttpContext context, Misbehaviour misbehaviour, SandboxCall call)
    {
        switch (misbehaviour.Kind)
        {
            case MisbehaviourKind.None:
                return false;
            case MisbehaviourKind.Delay:
                return !await WaitedAsync(context, misbehaviour);
            case MisbehaviourKind.Hang:
                _ = await WaitedAsync(context, Misbehaviour.Hold(new Gate()));
                return true;
            case MisbehaviourKind.CloseConnection:
                context.Cut();
                return true;
            case MisbehaviourKind.TooManyRequests:
                SetRetryAfter(context, misbehaviour);
                break;
        }

        await AnswerAsync(context, misbehaviour, call);
        return true;
    }

    /// <summary>Answers as a stand-in of its kind would go wrong.</summary>
    private protected abstract Task AnswerAsync(HttpContext context, Misbehaviour misbehaviour, SandboxCall call);

    /// <summary>The failures of load balancers and firewalls, which look alike in front of every server; null for the others.</summary>
    private protected static (int Status, string ContentType, string Body)? EdgeAnswer(MisbehaviourKind kind) => kind switch
    {
        MisbehaviourKind.BadGateway502 => (502, Html, Page("502 Bad Gateway")),
        MisbehaviourKind.MaintenanceHtml200 => (200, Html, Page("We are down for maintenance")),
        MisbehaviourKind.ForbiddenHtml403 => (403, Html, Page("403 Forbidden")),
        MisbehaviourKind.EmptyBody => (200, Json, ""),
        _ => null,
    };

    private static string Page(string title) => $"<!doctype html><html><head><title>{title}</title></head><body><h1>{title}</h1></body></html>";

    private void SetRetryAfter(HttpContext context, Misbehaviour misbehaviour)
    {
        if (misbehaviour.RetryAfter is { } pause)
        {
            context.Response.Headers.RetryAfter = misbehaviour.RetryAfterAsDate
                ? (now() + pause).ToString("R", CultureInfo.InvariantCulture)
                : Math.Ceiling(pause.TotalSeconds).ToString(CultureInfo.InvariantCulture);
        }
    }

    // The client's departure and the end of the sandbox both end a wait.
    private async Task<bool> WaitedAsync(HttpContext context, Misbehaviour misbehaviour)
    {
        using var gone = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, stopping);
        try
        {
            await Task.Delay(misbehaviour.Wait, TimeProvider.System, gone.Token);
            await (misbehaviour.Gate?.PassAsync(gone.Token) ?? Task.CompletedTask);
            return true;
        }
        catch (OperationCanceledException)
        {
            context.Cut();
            return false;
        }
    }
}
