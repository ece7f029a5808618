using System.Text.Json;
using System.Text.Json.Nodes;

namespace Sandbox.Control;

/// <summary>What the control API shows and turns of one stand-in.</summary>
internal interface IControlled
{
    SandboxKnobs Knobs { get; }

    JsonNode State();

    JsonNode Calls();

    JsonNode Mails();

    void ClearCalls();

    /// <summary>Lets go of gated streams and uploads.</summary>
    void Release();

    ControlAnswer AddUser(JsonElement body);

    ControlAnswer Revoke(JsonElement body);

    /// <summary>What this stand-in alone answers, as method and path.</summary>
    IReadOnlyList<string> OwnRequests { get; }

    /// <summary>Answers one of <see cref="OwnRequests"/>; null for any other request.</summary>
    Task<ControlAnswer?> AnswerOwnAsync(string method, string path, JsonElement body);
}
