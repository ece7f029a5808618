using System.Text.Json;

namespace Sandbox.Tests.StackAuth;

/// <summary>An answer, read whole.</summary>
internal sealed record Answer(int Status, string Text, string? ContentType, IReadOnlyDictionary<string, string> Headers)
{
    public JsonElement Json => JsonSerializer.Deserialize<JsonElement>(Text);

    /// <summary>The known error's code, once header and body agree on it.</summary>
    public string? Code
    {
        get
        {
            var code = Header("x-stack-known-error");
            if (code is not null)
            {
                Assert.Equal(code, Json.Text("code"));
            }

            return code;
        }
    }

    public JsonElement Details => Json.GetProperty("details");

    public string AccessToken => Json.Text("access_token");

    public string RefreshToken => Json.Text("refresh_token");

    public string? Header(string name) => Headers.GetValueOrDefault(name);

    public static async Task<Answer> ReadAsync(HttpResponseMessage response) => new(
        (int)response.StatusCode,
        await response.Content.ReadAsStringAsync(),
        response.Content.Headers.ContentType?.ToString(),
        response.Headers.Concat(response.Content.Headers).ToDictionary(
            header => header.Key, header => string.Join(", ", header.Value), StringComparer.OrdinalIgnoreCase));
}
