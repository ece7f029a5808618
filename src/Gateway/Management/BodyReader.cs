using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Gateway.Management;

/// <summary>Reads the small JSON bodies that actions take.</summary>
internal static class BodyReader
{
    private const int MaxBytes = 4096;

    /// <summary>The body; <paramref name="whenEmpty"/> for an empty one; null if it is not what the action takes.</summary>
    public static async Task<T?> ReadAsync<T>(HttpRequest request, JsonTypeInfo<T> type, T? whenEmpty, CancellationToken cancellationToken)
        where T : class
    {
        var buffer = new byte[MaxBytes + 1];
        var length = await request.Body.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellationToken);
        if (length == 0)
        {
            return whenEmpty;
        }

        try
        {
            return length > MaxBytes ? null : JsonSerializer.Deserialize(buffer.AsSpan(0, length), type);
        }
        catch (JsonException)
        {
            return null;
        }
        finally
        {
            // It may hold a code.
            Array.Clear(buffer);
        }
    }
}
