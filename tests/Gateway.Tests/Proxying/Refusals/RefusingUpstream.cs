using System.Collections.Concurrent;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using Gateway.Core.Sessions;
using Gateway.Core.Tokens;
using Gateway.Proxying.Bodies;
using Gateway.Tests.Proxying.Sockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Gateway.Tests.Proxying.Refusals;

/// <summary>An upstream that takes one token only, and a gateway before it whose account begins with another.</summary>
internal sealed class RefusingUpstream : IAsyncDisposable
{
    public const string OldToken = "old-token";
    public const string NewToken = "new-token";
    public const string GraphQl = "/api/graphql";

    private ProxyFixture _proxy = null!;

    /// <summary>What was sent, in order of arrival: the token and the SHA-256 of the body.</summary>
    public ConcurrentQueue<(string Token, string BodyHash, string AcceptEncoding)> Received { get; } = new();

    /// <summary>The body of the refusal.</summary>
    public string Refusal { get; set; } = """{"data":null,"errors":[{"message":"unauthorized"}]}""";

    public int RefusalStatus { get; set; } = 401;

    /// <summary>How the refusal is coded; empty for not at all.</summary>
    public string Coding { get; set; } = "";

    /// <summary>Whether the refusal comes without a length.</summary>
    public bool Chunked { get; set; }

    /// <summary>What a good token gets; by default the hash of the body.</summary>
    public Func<HttpContext, string, Task>? OnAccepted { get; set; }

    public HttpClient Client => _proxy.Client;

    public ProxyFixture Proxy => _proxy;

    public FakeAccount Account => _proxy.Account;

    public IReadOnlyList<string> Tokens => [.. Received.Select(received => received.Token)];

    public static async Task<RefusingUpstream> StartAsync(int maxReplayBytes = 65_536, long? budget = null, bool readsAhead = false, string basePath = "")
    {
        var refusing = new RefusingUpstream();
        var upstream = await TestServer.StartAsync(refusing.AnswerAsync);
        refusing._proxy = await ProxyFixture.StartAsync(
            upstream,
            [new FakeAccount("bot", upstream.Url + basePath)],
            ProxyFixture.Settings with { MaxReplayBytes = maxReplayBytes },
            services: services =>
            {
                if (budget is { } bytes)
                {
                    services.AddSingleton(new BufferBudget(bytes));
                }
            },
            before: app =>
            {
                if (readsAhead)
                {
                    app.Use(async (context, next) =>
                    {
                        await app.Services.GetRequiredService<BodyReader>().ReadAsync(context, context.RequestAborted);
                        await next(context);
                    });
                }
            });
        refusing.Account.Lookup = _ => ValueTask.FromResult(new TokenLookup(FakeAccount.SessionWith(OldToken)));
        refusing.Account.Replace = (_, _) => ValueTask.FromResult<Session?>(FakeAccount.SessionWith(NewToken) with { Version = 2 });
        return refusing;
    }

    public BufferBudget Budget => _proxy.Gateway.Services.GetRequiredService<BufferBudget>();

    /// <summary>All that was kept is given back: by the end of the exchange, which the caller's last byte may be ahead of.</summary>
    public Task WhenNothingIsKeptAsync() => RawSocket.UntilAsync(() => Budget.Taken == 0);

    public static string HashOf(byte[] body) => Convert.ToHexStringLower(SHA256.HashData(body));

    public static byte[] Encode(string coding, byte[] body)
    {
        if (coding.Length == 0)
        {
            return body;
        }

        using var coded = new MemoryStream();
        using (Stream coder = coding switch
        {
            "gzip" => new GZipStream(coded, CompressionLevel.Fastest, leaveOpen: true),
            "deflate" => new ZLibStream(coded, CompressionLevel.Fastest, leaveOpen: true),
            "raw deflate" => new DeflateStream(coded, CompressionLevel.Fastest, leaveOpen: true),
            _ => new BrotliStream(coded, CompressionLevel.Fastest, leaveOpen: true),
        })
        {
            coder.Write(body);
        }

        return coded.ToArray();
    }

    public async ValueTask DisposeAsync() => await _proxy.DisposeAsync();

    private async Task AnswerAsync(HttpContext context)
    {
        var token = context.Request.Headers.Authorization.ToString()["Bearer ".Length..];
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, context.RequestAborted);
        var hash = HashOf(body.ToArray());
        Received.Enqueue((token, hash, context.Request.Headers.AcceptEncoding.ToString()));
        if (token == NewToken)
        {
            await (OnAccepted?.Invoke(context, hash) ?? context.Response.WriteAsync(hash));
            return;
        }

        var refusal = Encode(Coding, Encoding.UTF8.GetBytes(Refusal));
        context.Response.StatusCode = RefusalStatus;
        context.Response.ContentType = "application/json; charset=utf-8";
        context.Response.Headers["X-Upstream"] = "yes";
        if (Coding.Length > 0)
        {
            context.Response.Headers.ContentEncoding = Coding.Split(' ')[^1];
        }

        context.Response.ContentLength = Chunked ? null : refusal.Length;
        await context.Response.Body.WriteAsync(refusal);
    }
}
