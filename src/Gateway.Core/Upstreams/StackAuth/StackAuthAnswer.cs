using System.Text.Json;
using Gateway.Core.Tokens;

namespace Gateway.Core.Upstreams.StackAuth;

/// <summary>What Stack Auth answered to one of the gateway's own calls; or why there is no answer.</summary>
/// <param name="Host">Who answered.</param>
/// <param name="Status">The status that is meant.</param>
/// <param name="Code">The code of a refusal; null if there is none.</param>
/// <param name="Json">The body; undefined if it is not JSON.</param>
/// <param name="ServerTime">The <c>Date</c> header.</param>
/// <param name="Failure">Why there is no answer; null if there is one.</param>
internal sealed record StackAuthAnswer(
    string Host, int Status, string? Code, JsonElement Json, DateTimeOffset? ServerTime, TokenFailure.Transient? Failure)
{
    public bool IsRefusal => Status >= 400;
}
