using Gateway.Core.Upstreams;
using Gateway.Settings;

namespace Gateway.Inbound;

/// <summary>
/// Reads the bodies of login operations whose caller is not known yet. Nobody has shown a key here, so it is bounded in size, in time
/// and, for all but small ones, in number at once; and what was read is put back. A login is small: whoever lets a large body trickle in
/// keeps nobody else from logging in.
/// </summary>
internal sealed class LoginBodies(ProxySettings settings, TimeProvider time) : IDisposable
{
    /// <summary>The most bytes of one body.</summary>
    public const int MaxLength = 65_536;

    /// <summary>The most bytes that are read without a turn; each connection has many more of its own.</summary>
    public const int SmallLength = 4096;

    /// <summary>The most larger bodies at once.</summary>
    public const int MostAtOnce = 32;

    /// <summary>The most time for one, waiting for its turn included.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly SemaphoreSlim _turns = new(MostAtOnce, MostAtOnce);

    /// <summary>The request with its whole body; null if that took too long, is too much, or the caller went away.</summary>
    public async Task<CallerRequest?> ReadAsync(HttpContext context, string target, CancellationToken cancellationToken)
    {
        using var late = new CancellationTokenSource(Patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellationToken);
        try
        {
            return await ReadAsync(context.Request, target, either.Token);
        }
        catch (Exception failure) when (failure is OperationCanceledException or IOException)
        {
            return null;
        }
    }

    public void Dispose() => _turns.Dispose();

    private async Task<CallerRequest?> ReadAsync(HttpRequest request, string target, CancellationToken cancellationToken)
    {
        var limit = Math.Min(MaxLength, settings.MaxReplayBytes);
        if (request.ContentLength > limit)
        {
            return null;
        }

        // One byte more than may be there tells a body that ends from one that goes on.
        var expected = (int)(request.ContentLength ?? limit) + 1;
        var bytes = new byte[Math.Min(expected, SmallLength)];
        var (length, isWhole) = await FillAsync(request.Body, bytes, 0, cancellationToken);
        if (!isWhole && expected > bytes.Length)
        {
            await _turns.WaitAsync(cancellationToken);
            try
            {
                Array.Resize(ref bytes, expected);
                (length, isWhole) = await FillAsync(request.Body, bytes, length, cancellationToken);
            }
            finally
            {
                _turns.Release();
            }
        }

        return isWhole ? Read(request, target, bytes.AsMemory(0, length)) : null;
    }

    private static async Task<(int Length, bool IsWhole)> FillAsync(Stream body, byte[] bytes, int length, CancellationToken cancellationToken)
    {
        while (length < bytes.Length)
        {
            var count = await body.ReadAsync(bytes.AsMemory(length), cancellationToken);
            if (count == 0)
            {
                return (length, true);
            }

            length += count;
        }

        return (length, false);
    }

    private static CallerRequest Read(HttpRequest request, string target, Memory<byte> bytes)
    {
        request.Body = new MemoryStream(bytes.ToArray(), writable: false);
        var encoding = request.Headers.ContentEncoding;
        return new CallerRequest(
            request.Method, target, request.Headers.ContentType, encoding.Count > 0 && encoding != "identity", bytes);
    }
}
