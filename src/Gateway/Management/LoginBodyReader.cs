using System.Text.Json;

namespace Gateway.Management;

/// <summary>Reads the body of a login; an empty one is the same as <c>{}</c>.</summary>
internal static class LoginBodyReader
{
    private const int MaxBytes = 4096;

    /// <summary>Null if the body is not what a login takes.</summary>
    public static async Task<LoginBody?> ReadAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        var buffer = new byte[MaxBytes + 1];
        var length = await request.Body.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellationToken);
        if (length == 0)
        {
            return new LoginBody();
        }

        try
        {
            return length > MaxBytes ? null : JsonSerializer.Deserialize(buffer.AsSpan(0, length), ManagementJson.Default.LoginBody);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
