using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Gateway.Management;

/// <summary>Reads the small JSON bodies that actions take.</summary>
internal static class BodyReader
{
    private const int MaxBytes = 4096;
    private static readonly TimeSpan TimeLimit = TimeSpan.FromSeconds(10);

    /// <summary>The body; <paramref name="whenEmpty"/> for an empty one; null if it is not what the action takes.</summary>
    public static async Task<T?> ReadAsync<T>(HttpRequest request, JsonTypeInfo<T> type, T? whenEmpty, CancellationToken cancellationToken)
        where T : class
    {
        var buffer = new byte[MaxBytes + 1];
        var clock = request.HttpContext.RequestServices.GetRequiredService<TimeProvider>();
        using var limit = new CancellationTokenSource(TimeLimit, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            var length = await request.Body.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, either.Token);
            if (length == 0)
            {
                return whenEmpty;
            }

            return length > MaxBytes ? null : JsonSerializer.Deserialize(buffer.AsSpan(0, length), type);
        }
        catch (JsonException)
        {
            return null;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // A body that does not come is not what the action takes.
            return null;
        }
        finally
        {
            // It may hold a code.
            Array.Clear(buffer);
        }
    }
}
