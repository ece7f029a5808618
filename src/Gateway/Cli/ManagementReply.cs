using System.Net;
using System.Text.Json;

namespace Gateway.Cli;

/// <summary>What a call of the management listener brought. A closed set.</summary>
internal abstract record ManagementReply
{
    /// <summary>Nobody answered, or not like a gateway.</summary>
    /// <param name="Reason">One sentence.</param>
    public sealed record Unreachable(string Reason) : ManagementReply;

    /// <summary>An answer.</summary>
    /// <param name="Status">Its status.</param>
    /// <param name="Body">Its JSON.</param>
    public sealed record Answer(HttpStatusCode Status, JsonElement Body) : ManagementReply
    {
        public bool IsSuccess => (int)Status is >= 200 and < 300;
    }
}
