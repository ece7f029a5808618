using System.Net;
using System.Text.Json;
using Gateway.Core.Tokens;

namespace Gateway.Core.Upstreams;

/// <summary>A JSON answer of an upstream with a status below 500, or the reason why there is none.</summary>
/// <param name="Status">The status.</param>
/// <param name="Json">The body.</param>
/// <param name="ServerTime">The <c>Date</c> header.</param>
/// <param name="Failure">Why there is no answer; null if there is one.</param>
internal sealed record UpstreamAnswer(HttpStatusCode Status, JsonElement Json, DateTimeOffset? ServerTime, TokenFailure.Transient? Failure);
