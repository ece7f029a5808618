using System.Text;
using System.Threading.Channels;

namespace Gateway.Tests.Proxying.EarlyAnswers;

/// <summary>A connection whose other end the test plays. Takes no two reads and no two writes at once, as TLS does not.</summary>
internal sealed class ScriptedStream : MemoryStream
{
    private readonly Channel<byte[]> _answer = Channel.CreateUnbounded<byte[]>();
    private byte[] _rest = [];
    private int _reading;
    private int _writing;

    /// <summary>All that was written.</summary>
    public MemoryStream Written { get; } = new();

    /// <summary>What a write waits for.</summary>
    public Func<CancellationToken, Task> OnWrite { get; set; } = _ => Task.CompletedTask;

    /// <summary>The length of the memory that was last read into.</summary>
    public int LastRoom { get; private set; }

    public bool IsReading => Volatile.Read(ref _reading) != 0;

    public void Answer(string text) => _answer.Writer.TryWrite(Encoding.Latin1.GetBytes(text));

    public void End(Exception? failure = null) => _answer.Writer.TryComplete(failure);

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        Assert.Equal(0, Interlocked.Exchange(ref _reading, 1));
        try
        {
            LastRoom = buffer.Length;
            while (_rest.Length == 0)
            {
                if (!await _answer.Reader.WaitToReadAsync(cancellationToken))
                {
                    return 0;
                }

                _rest = await _answer.Reader.ReadAsync(cancellationToken);
            }

            var count = Math.Min(buffer.Length, _rest.Length);
            _rest.AsMemory(0, count).CopyTo(buffer);
            _rest = _rest[count..];
            return count;
        }
        finally
        {
            Volatile.Write(ref _reading, 0);
        }
    }

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        Assert.Equal(0, Interlocked.Exchange(ref _writing, 1));
        try
        {
            await OnWrite(cancellationToken);
            Written.Write(buffer.Span);
        }
        finally
        {
            Volatile.Write(ref _writing, 0);
        }
    }
}
