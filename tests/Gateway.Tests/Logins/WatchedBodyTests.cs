using System.Text;
using Gateway.Core.Upstreams.Stx;
using Gateway.Proxying;
using Gateway.Proxying.LoginAnswers;
using Microsoft.AspNetCore.Http;

namespace Gateway.Tests.Logins;

/// <summary>Long bodies are looked at on their way, in whatever pieces they come.</summary>
public sealed class WatchedBodyTests
{
    [Theory]
    [InlineData("{\"lastLogin|At\":1}", "{\"lastLogin|At\":1}")]
    [InlineData("{\"lastL|ogi|nAt\":1}", "{\"lastL|ogi|nAt\":1}")]
    [InlineData("{\"%6c|ogi%6e|At\":1}", "{\"%6c|ogi%6e|At\":1}")]
    [InlineData("mutation{login|{token}}", "mutation{login")]
    [InlineData("mutation{lo|gin|{token}}", "mutation{lo|gin")]
    [InlineData("mutation{log|in{token}}", "mutation{log")]
    [InlineData("mutation{\\u006|cogin|{token}}", "mutation{\\u006|cogin")]
    [InlineData("x\r\nContent-Type: text/plain; charset=utf-|8\r\n", "x\r\nContent-Type: text/plain; charset=utf-|8\r\n")]
    [InlineData("x\r\nContent-Type: text/plain; charset=utf-|16|\r\n|x", "x\r\nContent-Type: text/plain; charset=utf-|16|\r\n")]
    public async Task A_name_is_judged_when_it_is_known_what_follows(string pieces, string passed)
    {
        Assert.Equal(passed, await ReadAsync(pieces, isLengthKnown: false));
        Assert.Equal(passed, await ReadAsync(pieces, isLengthKnown: true));
    }

    [Fact]
    public async Task A_name_at_the_end_of_a_body_of_known_length_goes_no_further()
    {
        Assert.Equal("mutation{", await ReadAsync("mutation{|login", isLengthKnown: true));
        Assert.Equal("mutation{|login", await ReadAsync("mutation{|login", isLengthKnown: false, mustEnd: true));
    }

    private static async Task<string> ReadAsync(string pieces, bool isLengthKnown, bool mustEnd = false)
    {
        var context = new DefaultHttpContext();
        var all = pieces.Split('|');
        context.Request.ContentLength = isLengthKnown ? pieces.Length - all.Length + 1 : null;
        await using var body = new WatchedBody(new PieceStream(all), new StxProtocolFactory().Logins.Watch(), context);
        var passed = new List<string>();
        var buffer = new byte[100];
        try
        {
            while (await body.ReadAsync(buffer, TestContext.Current.CancellationToken) is var count and > 0)
            {
                passed.Add(Encoding.Latin1.GetString(buffer, 0, count));
            }

            Assert.False(mustEnd);
            Assert.Null(context.Features.Get<LoginInLongBody>());
        }
        catch (IOException)
        {
            Assert.NotNull(context.Features.Get<LoginInLongBody>());
        }

        return string.Join('|', passed);
    }

    private sealed class PieceStream(IEnumerable<string> pieces) : AsyncStream
    {
        private readonly Queue<string> _left = new(pieces);

        public override bool CanRead => true;

        public override bool CanWrite => false;

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            new(_left.TryDequeue(out var piece) ? Encoding.Latin1.GetBytes(piece, buffer.Span) : 0);
    }
}
