using System.Globalization;
using System.Net;
using Gateway.EndToEnd.Support;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace Gateway.EndToEnd;

/// <summary>A gigabyte passes through the real program, which stays as large as it was.</summary>
public sealed class LargeBodyTests : Scene
{
    private const long Size = 1L << 30;
    private const long MayGrow = 96L << 20;

    private static readonly byte[] Piece = new byte[128 * 1024];

    [Theory]
    [InlineData("upload", false)]
    [InlineData("download", true)]
    public async Task A_gigabyte_passes_in_constant_memory(string direction, bool isLengthKnown)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Only Linux tells in this way.");
        await using var upstream = await UpstreamAsync();
        Configure(new
        {
            Upstreams = new { stx = new { Protocol = "Stx", BaseUrl = upstream.Urls.Single(), AuthUrl = Exchange.BaseUrl.ToString() } },
            Accounts = new { @default = Account() },
        });
        using var gateway = await ActiveAsync();
        Assert.Equal(Size / 32, await PassAsync(gateway, direction, isLengthKnown, Size / 32));
        var before = Peak(gateway.Id);

        Assert.Equal(Size, await PassAsync(gateway, direction, isLengthKnown, Size));

        Assert.InRange(Peak(gateway.Id) - before, 0, MayGrow);
    }

    private async Task<long> PassAsync(GatewayProcess gateway, string direction, bool isLengthKnown, long size)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/{direction}/{size}/{isLengthKnown}");
        if (direction == "upload")
        {
            request.Content = new Pieces(size, isLengthKnown);
        }

        using var answer = await Bot(gateway).SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        await using var body = await answer.Content.ReadAsStreamAsync();
        return direction == "download"
            ? await CountAsync(body)
            : long.Parse(await new StreamReader(body).ReadToEndAsync(), CultureInfo.InvariantCulture);
    }

    private static async Task<WebApplication> UpstreamAsync()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Limits.MaxRequestBodySize = null).UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        app.Run(async context =>
        {
            var words = context.Request.Path.Value!.Split('/');
            var size = long.Parse(words[2], CultureInfo.InvariantCulture);
            if (words[1] == "upload")
            {
                await context.Response.WriteAsync((await CountAsync(context.Request.Body)).ToString(CultureInfo.InvariantCulture));
                return;
            }

            context.Response.ContentLength = bool.Parse(words[3]) ? size : null;
            await WriteAsync(context.Response.Body, size);
        });
        await app.StartAsync();
        return app;
    }

    private static async Task<long> CountAsync(Stream stream)
    {
        var (buffer, count) = (new byte[Piece.Length], 0L);
        while (await stream.ReadAsync(buffer) is > 0 and var read)
        {
            count += read;
        }

        return count;
    }

    private static async Task WriteAsync(Stream stream, long size)
    {
        for (var left = size; left > 0; left -= Piece.Length)
        {
            await stream.WriteAsync(Piece);
        }
    }

    /// <summary>The most memory that the process ever had resident, in bytes.</summary>
    private static long Peak(int process)
    {
        var line = File.ReadLines($"/proc/{process}/status").Single(line => line.StartsWith("VmHWM:", StringComparison.Ordinal));
        return 1024 * long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2], CultureInfo.InvariantCulture);
    }

    private sealed class Pieces(long size, bool isLengthKnown) : HttpContent
    {
        protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => WriteAsync(stream, size);

        protected override bool TryComputeLength(out long length)
        {
            length = size;
            return isLengthKnown;
        }
    }
}
