using System.Text;
using Gateway.Proxying.EarlyAnswers;
using Gateway.Testing;

namespace Gateway.Tests.Proxying.EarlyAnswers;

public sealed class UpstreamStreamTests
{
    private const string Refusal = "HTTP/1.1 401 Unauthorized\r\nContent-Length: 2\r\n\r\nno";
    private const string MarkedRefusal = "HTTP/1.1 401 Unauthorized\r\nConnection: close\r\nContent-Length: 2\r\n\r\nno";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly ReadOnlyMemory<byte> Piece = "piece"u8.ToArray();

    private readonly FakeClock _clock = new();
    private readonly ScriptedStream _wire = new();
    private readonly UpstreamStream _stream;

    public UpstreamStreamTests() => _stream = new UpstreamStream(_wire, _clock);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Without_an_upload_everything_passes_directly()
    {
        _wire.Answer("first");
        await _stream.WriteAsync(Piece, Cancellation);

        Assert.Equal("first", await ReadAsync(1000));
        Assert.Equal(1000, _wire.LastRoom);
        Assert.Equal("piece", Sent());
        Assert.Equal(0, _clock.ArmedTimers);
    }

    [Fact]
    public async Task During_an_upload_one_byte_is_handed_over_and_afterwards_all()
    {
        Upload.Begin();
        var ahead = ReadAsync(1000);
        await _stream.WriteAsync(Piece, Cancellation);
        _wire.Answer(Refusal);

        Assert.Equal("H", await ahead);
        await _stream.WriteAsync(Piece, Cancellation);
        Assert.Equal(Refusal[1..], await ReadAsync(1000));
        Assert.Equal("piecepiece", Sent());

        // The connection is as good as ever.
        _wire.Answer("next");
        await _stream.WriteAsync(Piece, Cancellation);
        Assert.Equal("next", await ReadAsync(999));
        Assert.Equal(999, _wire.LastRoom);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_write_that_stands_still_beside_a_refusal_is_the_last(bool isReadAhead)
    {
        var upload = Upload.Begin();
        var ahead = isReadAhead ? ReadAsync(1000) : null;
        _wire.OnWrite = StandStillAsync;
        var write = _stream.WriteAsync(Piece, Cancellation).AsTask();
        _wire.Answer(Refusal);
        _clock.Advance(UpstreamStream.Grace);
        await write.WaitAsync(Patience, TimeProvider.System);

        Assert.True(upload.IsAnswered);
        _wire.OnWrite = _ => Task.CompletedTask;
        await _stream.WriteAsync(Piece, Cancellation);
        Assert.Equal("H", await (ahead ?? ReadAsync(1000)));
        await _stream.WriteAsync(Piece, Cancellation);
        Assert.Equal(MarkedRefusal[1..], await ReadAsync(1000));

        Assert.Equal("", Sent());
        await Assert.ThrowsAsync<IOException>(async () => await _stream.WriteAsync(Piece, Cancellation));
        Upload.Begin();
        await Assert.ThrowsAsync<IOException>(async () => await _stream.WriteAsync(Piece, Cancellation));
        Assert.Equal("", Sent());
    }

    [Fact]
    public async Task A_refusal_that_comes_while_a_write_stands_still_is_waited_for()
    {
        Upload.Begin();
        _wire.OnWrite = StandStillAsync;
        var write = _stream.WriteAsync(Piece, Cancellation).AsTask();
        _clock.Advance(UpstreamStream.Grace * 10);
        _wire.Answer("HTTP/1.1 102 Processing\r\n\r\n");
        _clock.Advance(UpstreamStream.Grace * 10);
        Assert.False(write.IsCompleted);
        _wire.Answer(Refusal);
        _clock.Advance(UpstreamStream.Grace);

        await write.WaitAsync(Patience, TimeProvider.System);
        Assert.Equal("H", await ReadAsync(1));
        Assert.Equal("TTP/1.1 102 Processing\r\n\r\n" + MarkedRefusal, await ReadAllAsync());
    }

    [Theory]
    [InlineData("HTTP/1.1 200 OK\r\n\r\n")]
    [InlineData("HTTP/1.1 100 Continue\r\n\r\n")]
    [InlineData("HTTP/1.1 401 Unauthorized\r\n")]
    [InlineData("")]
    public async Task No_other_answer_ends_a_write_that_stands_still(string answer)
    {
        var upload = Upload.Begin();
        var go = new TaskCompletionSource();
        _wire.OnWrite = _ => go.Task;
        var write = _stream.WriteAsync(Piece, Cancellation).AsTask();
        _wire.Answer(answer);
        _clock.Advance(UpstreamStream.Grace * 100);
        Assert.False(write.IsCompleted);
        go.SetResult();
        await write.WaitAsync(Patience, TimeProvider.System);
        await _stream.WriteAsync(Piece, Cancellation);
        _wire.Answer("rest");
        _wire.End();

        Assert.False(upload.IsAnswered);
        Assert.Equal("piecepiece", Sent());
        Assert.Equal(answer + "rest", await ReadAllAsync());
    }

    [Fact]
    public async Task A_write_that_ends_in_time_is_followed_by_the_next()
    {
        var upload = Upload.Begin();
        _wire.Answer(Refusal);
        for (var i = 0; i < 10; i++)
        {
            var go = new TaskCompletionSource();
            _wire.OnWrite = _ => go.Task;
            var write = _stream.WriteAsync(Piece, Cancellation).AsTask();
            _clock.Advance(UpstreamStream.Grace - TimeSpan.FromTicks(1));
            go.SetResult();
            await write.WaitAsync(Patience, TimeProvider.System);
        }

        _clock.Advance(UpstreamStream.Grace * 10);
        Assert.False(upload.IsAnswered);
        Assert.Equal(0, _clock.ArmedTimers);
        Assert.Equal(50, _wire.Written.Length);
        Assert.Equal("H", await ReadAsync(100));
        Assert.Equal(Refusal[1..], await ReadAsync(100));
    }

    [Theory]
    [InlineData(1, "")]
    [InlineData(5, "")]
    [InlineData(19, "HTTP/1.1 100 Continue\r\n\r\n")]
    [InlineData(24, "HTTP/1.1 100\n\nHTTP/1.1 103 Hints\r\nLink: a\r\n b\r\n\r\n")]
    [InlineData(1000, "HTTP/1.1 100 Continue\r\nX: y\r\n\r\n")]
    public async Task After_a_failed_write_the_answer_is_read_and_marked_however_it_comes(int pieces, string interim)
    {
        var upload = Upload.Begin();
        var whole = interim + Refusal;
        _wire.OnWrite = _ => Task.FromException(new IOException("gone"));
        var write = _stream.WriteAsync(Piece, Cancellation).AsTask();
        for (var i = 0; i < whole.Length; i += pieces)
        {
            _wire.Answer(whole[i..Math.Min(i + pieces, whole.Length)]);
        }

        _wire.End();
        await write.WaitAsync(Patience, TimeProvider.System);

        Assert.True(upload.IsAnswered);
        Assert.Equal(interim + MarkedRefusal, await ReadAllAsync());
    }

    [Theory]
    [InlineData("")]
    [InlineData("HTTP/1.1 100 Continue\r\n\r\n")]
    [InlineData("HTTP/1.1 401 Unauthorized\r\nContent-Length: 2\r\n")]
    public async Task A_failed_write_without_an_answer_fails(string half)
    {
        var upload = Upload.Begin();
        _wire.Answer(half);
        _wire.End(half.Length == 0 ? new IOException("reset") : null);
        var gone = new IOException("gone");
        _wire.OnWrite = _ => Task.FromException(gone);

        Assert.Same(gone, await Assert.ThrowsAsync<IOException>(async () => await _stream.WriteAsync(Piece, Cancellation)));
        Assert.False(upload.IsAnswered);
    }

    [Fact]
    public async Task A_connection_that_is_waited_for_already_is_not_read_from_at_once()
    {
        // The client library watches its idle connections so.
        _wire.OnWrite = StandStillAsync;
        var idle = IdleAsync();
        Upload.Begin();
        var write = _stream.WriteAsync(Piece, Cancellation).AsTask();
        _clock.Advance(UpstreamStream.Grace);
        Assert.True(_wire.IsReading);
        _wire.Answer(Refusal);

        Assert.Equal("H", await idle);
        _clock.Advance(UpstreamStream.Grace);
        await write.WaitAsync(Patience, TimeProvider.System);
        Assert.Equal(MarkedRefusal[1..], await ReadAsync(1000));

        async Task<string> IdleAsync()
        {
            Assert.Equal("", await ReadAsync(0));
            return await ReadAsync(1000);
        }
    }

    [Fact]
    public async Task A_write_is_not_held_up_when_the_connection_is_closed()
    {
        Upload.Begin();
        _wire.OnWrite = StandStillAsync;
        var write = _stream.WriteAsync(Piece, Cancellation).AsTask();
        _clock.Advance(UpstreamStream.Grace);

        await _stream.DisposeAsync();

        Assert.Equal(0, _clock.ArmedTimers);
        Assert.False(write.IsCompleted);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Writes_and_direct_reads_allocate_nothing(bool isUpload)
    {
        using var stream = new UpstreamStream(new MemoryStream(new byte[1_000_000], writable: true), _clock);
        if (isUpload)
        {
            Upload.Begin();
        }

        var memory = new byte[100].AsMemory();
        Run();

        var before = GC.GetAllocatedBytesForCurrentThread();
        Run();
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());

        void Run()
        {
            for (var i = 0; i < 1000; i++)
            {
                Assert.True(IsDone(stream.WriteAsync(memory, CancellationToken.None)));
                if (!isUpload)
                {
                    Assert.True(IsDone(stream.ReadAsync(memory, CancellationToken.None)));
                }
            }
        }
    }

    private static bool IsDone(ValueTask task) => task.IsCompletedSuccessfully;

    private static bool IsDone(ValueTask<int> task) => task.IsCompletedSuccessfully;

    private static Task StandStillAsync(CancellationToken cancellationToken) => Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);

    private async Task<string> ReadAsync(int room)
    {
        var buffer = new byte[room];
        var count = await _stream.ReadAsync(buffer, Cancellation).AsTask().WaitAsync(Patience, TimeProvider.System);
        return Encoding.Latin1.GetString(buffer, 0, count);
    }

    private async Task<string> ReadAllAsync()
    {
        var text = new StringBuilder();
        _wire.End();
        while (await ReadAsync(7) is { Length: > 0 } piece)
        {
            text.Append(piece);
        }

        return text.ToString();
    }

    private string Sent() => Encoding.Latin1.GetString(_wire.Written.ToArray());
}
