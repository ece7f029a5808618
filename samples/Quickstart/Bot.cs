using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;

namespace Quickstart;

/// <summary>
/// A bot: an HTTP client that asks GraphQL questions. It has a base address and no password, token or key; it never logs in, never
/// refreshes, and knows nothing about the gateway but where it is.
/// </summary>
internal sealed class Bot(Uri address) : IDisposable
{
    private readonly HttpClient _http = new(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = address };

    /// <summary>Asks one question.</summary>
    /// <param name="query">GraphQL.</param>
    /// <param name="bearer">A token of the bot's own; null, as it should be, for none.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<Answer> AskAsync(string query, string? bearer = null, CancellationToken cancellationToken = default)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/graphql") { Content = JsonContent.Create(new { query }) };
        request.Headers.Authorization = bearer is null ? null : new AuthenticationHeaderValue("Bearer", bearer);
        try
        {
            using var response = await _http.SendAsync(request, cancellationToken);
            return Answer.Read(await response.Content.ReadFromJsonAsync<JsonElement>(cancellationToken));
        }
        catch (Exception e) when (e is HttpRequestException or JsonException)
        {
            return Answer.Failed(e.Message);
        }
    }

    public void Dispose() => _http.Dispose();
}
