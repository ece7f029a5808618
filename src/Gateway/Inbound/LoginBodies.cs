using Gateway.Core.Upstreams;
using Gateway.Settings;

namespace Gateway.Inbound;

/// <summary>
/// Reads the bodies of login operations whose caller is not known yet. Nobody has shown a key here, so it is bounded in size, in time
/// and in number at once; and what was read is put back.
/// </summary>
internal sealed class LoginBodies(ProxySettings settings, TimeProvider time) : IDisposable
{
    /// <summary>The most bytes of one body.</summary>
    public const int MaxLength = 65_536;

    /// <summary>The most bodies at once.</summary>
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
            await _turns.WaitAsync(either.Token);
            try
            {
                return await ReadNowAsync(context.Request, target, either.Token);
            }
            finally
            {
                _turns.Release();
            }
        }
        catch (Exception failure) when (failure is OperationCanceledException or IOException)
        {
            return null;
        }
    }

    public void Dispose() => _turns.Dispose();

    private async Task<CallerRequest?> ReadNowAsync(HttpRequest request, string target, CancellationToken cancellationToken)
    {
        var limit = Math.Min(MaxLength, settings.MaxReplayBytes);
        if (request.ContentLength > limit)
        {
            return null;
        }

        var bytes = new byte[(request.ContentLength ?? limit) + 1];
        var length = 0;
        for (int count; (count = await request.Body.ReadAsync(bytes.AsMemory(length), cancellationToken)) > 0;)
        {
            length += count;
            if (length > limit)
            {
                return null;
            }
        }

        request.Body = new MemoryStream(bytes, 0, length, writable: false);
        var encoding = request.Headers.ContentEncoding;
        return new CallerRequest(
            request.Method, target, request.Headers.ContentType, encoding.Count > 0 && encoding != "identity", bytes.AsMemory(0, length))
        {
            Header = name => request.Headers.TryGetValue(name, out var values) ? values.ToString() : null,
        };
    }
}
