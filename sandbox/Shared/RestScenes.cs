using System.Globalization;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Sandbox.Shared;

/// <summary>The REST answers: an echo, and the paths under <c>/api/v1/</c> that show off what HTTP can do.</summary>
internal sealed class RestScenes(Func<Gate> streamGate, CancellationToken stopping)
{
    private const string Root = "/api/v1/";
    private const string Json = "application/json; charset=utf-8";
    private const int PieceSize = 16 * 1024;

    public Task PlayAsync(HttpContext context, SandboxCall call, string owner)
    {
        var path = context.Request.Path.Value ?? "";
        var parts = path.StartsWith(Root, StringComparison.Ordinal) ? path[Root.Length..].Split('/') : [];
        return parts switch
        {
            ["stream"] => StreamAsync(context),
            ["bytes", var size] when long.TryParse(size, CultureInfo.InvariantCulture, out var bytes) => BytesAsync(context, bytes, declared: true),
            ["chunked", var size] when long.TryParse(size, CultureInfo.InvariantCulture, out var bytes) => BytesAsync(context, bytes, declared: false),
            ["status", var code] when int.TryParse(code, CultureInfo.InvariantCulture, out var status) && status is >= 200 and < 600 =>
                StatusAsync(context, status),
            ["redirect"] => Redirect(context),
            ["cookies"] => CookiesAsync(context),
            ["gzip"] => GzipAsync(context, owner),
            ["slow-upload"] => EchoAsync(context, call, owner, IsGated(context) ? streamGate() : null),
            _ => EchoAsync(context, call, owner, gate: null),
        };
    }

    private async Task EchoAsync(HttpContext context, SandboxCall call, string owner, Gate? gate)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var piece = new byte[PieceSize];
        int read;
        while ((read = await context.Request.Body.ReadAsync(piece, context.RequestAborted)) > 0)
        {
            hash.AppendData(piece, 0, read);
            call.AddBodyBytes(read);
            if (gate is not null)
            {
                await PassAsync(context, gate);
                gate = null;
            }
        }

        var echo = new Dictionary<string, object?>(StringComparer.Ordinal)
        {
            ["method"] = context.Request.Method,
            ["rawTarget"] = context.RawTarget(),
            ["protocol"] = context.Request.Protocol,
            ["headers"] = context.Request.Headers.ToDictionary(header => header.Key, header => header.Value.ToArray(), StringComparer.Ordinal),
            ["owner"] = owner,
            ["bodyLength"] = call.BodyBytes,
            ["bodySha256"] = Convert.ToHexStringLower(hash.GetCurrentHash()),
        };
        await context.AnswerAsync(StatusCodes.Status200OK, Json, JsonSerializer.SerializeToUtf8Bytes(echo));
    }

    private async Task StreamAsync(HttpContext context)
    {
        // Taken before the first event is out: whoever has seen that event may release it.
        var gate = IsGated(context) ? streamGate() : null;
        var events = int.TryParse(context.Request.Query["events"], CultureInfo.InvariantCulture, out var asked) ? asked : 3;
        context.Response.ContentType = "text/event-stream";
        context.Response.Headers.CacheControl = "no-cache";
        for (var number = 1; number <= events; number++)
        {
            var text = FormattableString.Invariant($"id: {number}\nevent: tick\ndata: {{\"number\":{number}}}\n\n");
            await context.Response.Body.WriteAsync(Encoding.UTF8.GetBytes(text), context.RequestAborted);
            await context.Response.Body.FlushAsync(context.RequestAborted);
            if (number == 1 && gate is not null)
            {
                await PassAsync(context, gate);
            }
        }
    }

    private static async Task BytesAsync(HttpContext context, long size, bool declared)
    {
        context.Response.ContentType = "application/octet-stream";
        context.Response.ContentLength = declared ? size : null;
        if (HttpMethods.IsHead(context.Request.Method))
        {
            return;
        }

        for (long sent = 0; sent < size;)
        {
            var piece = new byte[Math.Min(PieceSize, size - sent)];
            for (var index = 0; index < piece.Length; index++)
            {
                piece[index] = (byte)((sent + index) % 251);
            }

            await context.Response.Body.WriteAsync(piece, context.RequestAborted);
            sent += piece.Length;
        }
    }

    private static Task StatusAsync(HttpContext context, int status)
    {
        if (status is 204 or 205 or 304)
        {
            context.Response.StatusCode = status;
            return Task.CompletedTask;
        }

        return context.AnswerAsync(status, Json, JsonSerializer.SerializeToUtf8Bytes(new { status }));
    }

    private static Task Redirect(HttpContext context)
    {
        context.Response.StatusCode = StatusCodes.Status302Found;
        context.Response.Headers.Location = context.Request.Query["to"];
        return Task.CompletedTask;
    }

    private static Task CookiesAsync(HttpContext context)
    {
        context.Response.Headers.SetCookie = new(["stx_session=abc; Path=/; HttpOnly", "stx_region=on; Path=/; Max-Age=3600"]);
        return context.AnswerAsync(StatusCodes.Status200OK, Json, """{"cookies":2}"""u8.ToArray());
    }

    private static async Task GzipAsync(HttpContext context, string owner)
    {
        using var packed = new MemoryStream();
        await using (var zip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            await JsonSerializer.SerializeAsync(zip, new { owner, encoding = "gzip" }, cancellationToken: context.RequestAborted);
        }

        context.Response.Headers.ContentEncoding = "gzip";
        await context.AnswerAsync(StatusCodes.Status200OK, Json, packed.ToArray());
    }

    private static bool IsGated(HttpContext context) => context.Request.Query["gate"] == "1";

    private async Task PassAsync(HttpContext context, Gate gate)
    {
        using var gone = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, stopping);
        await gate.PassAsync(gone.Token);
    }
}
