using System.Text.Json;
using System.Text.Json.Nodes;
using Sandbox.Stx;

namespace Sandbox.Control;

/// <summary>The exchange under control.</summary>
internal sealed class StxControl(StxExchange exchange) : IControlled
{
    public SandboxKnobs Knobs => exchange.Knobs;

    public IReadOnlyList<string> OwnRequests => SocketControl.Requests;

    public JsonNode State() => ControlView.State(exchange);

    public JsonNode Calls() => ControlView.Calls(exchange.Calls);

    public JsonNode Mails() => ControlView.Mails(exchange.Mails);

    public void ClearCalls() => exchange.ClearCalls();

    public void Release() => exchange.ReleaseStreams();

    public Task<ControlAnswer?> AnswerOwnAsync(string method, string path, JsonElement body) => SocketControl.AnswerAsync(exchange, method, path, body);

    public ControlAnswer AddUser(JsonElement body)
    {
        if (body.Text("email") is not { Length: > 0 } email || body.Text("password") is not { Length: > 0 } password)
        {
            return ControlAnswer.Bad("A user needs an email and a password.");
        }

        try
        {
            var user = exchange.AddUser(email, password, body.Text("username"));
            user.RequiresTwoFactor = body.Flag("requiresTwoFactor");
            return ControlAnswer.Created(ControlView.User(exchange, user));
        }
        catch (ArgumentException)
        {
            return ControlAnswer.Refused(StatusCodes.Status409Conflict, $"There is a user '{email}' already.");
        }
    }

    public ControlAnswer Revoke(JsonElement body)
    {
        var email = body.Text("email");
        Action<string?>? revoke = (body.Text("what") ?? "sessions") switch
        {
            "sessions" => exchange.RevokeSessions,
            "access" => exchange.RevokeAccessTokens,
            _ => null,
        };
        if (revoke is null)
        {
            return ControlAnswer.Bad("'what' is sessions or access.");
        }

        return email is not null && !exchange.HasUser(email)
            ? ControlAnswer.Refused(StatusCodes.Status404NotFound, $"There is no user '{email}'.")
            : ControlAnswer.Done(() => revoke(email));
    }
}
