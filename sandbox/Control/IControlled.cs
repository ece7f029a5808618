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
}
