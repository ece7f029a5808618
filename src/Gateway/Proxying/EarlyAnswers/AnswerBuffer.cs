using System.Buffers.Text;

namespace Gateway.Proxying.EarlyAnswers;

/// <summary>What has come of an answer before the client library asks for it. Not thread-safe.</summary>
internal sealed class AnswerBuffer
{
    private const int InitialSize = 4096;
    private const int MaxSize = 128 * 1024;
    private const int ShortestStatusLine = 12;

    private byte[] _bytes = [];
    private int _start;
    private int _end;

    /// <summary>True if nothing is left to be read.</summary>
    public bool IsEmpty => _start == _end;

    /// <summary>True if it holds more than the head of an answer may be long.</summary>
    public bool IsFull => _end >= MaxSize;

    /// <summary>Room for what comes next, never empty. To be followed by <see cref="Add"/>.</summary>
    public Memory<byte> Room
    {
        get
        {
            if (_end == _bytes.Length)
            {
                Array.Resize(ref _bytes, Math.Max(InitialSize, _bytes.Length * 2));
            }

            return _bytes.AsMemory(_end);
        }
    }

    /// <summary>So many bytes have come into <see cref="Room"/>.</summary>
    public void Add(int count) => _end += count;

    /// <summary>Forgets an answer that was read.</summary>
    public void Clear() => _start = _end = 0;

    /// <summary>Moves bytes out; returns how many.</summary>
    public int Read(Span<byte> destination)
    {
        var count = Math.Min(destination.Length, _end - _start);
        _bytes.AsSpan(_start, count).CopyTo(destination);
        _start += count;
        return count;
    }

    /// <summary>
    /// Finds the head that counts, past interim ones (1xx but 101). Looks from the beginning of the answer, also at what was read
    /// already.
    /// </summary>
    /// <param name="status">The status; 0 if the first line says none.</param>
    /// <param name="headers">Where the line after the status line begins.</param>
    /// <returns>False as long as the head has not come whole.</returns>
    public bool TryFindHead(out int status, out int headers)
    {
        (status, headers) = (0, 0);
        var next = 0;
        var isStatusLine = true;
        while (_bytes.AsSpan(next, _end - next).IndexOf((byte)'\n') is >= 0 and var length)
        {
            var line = _bytes.AsSpan(next, length);
            line = line is [.., (byte)'\r'] ? line[..^1] : line;
            next += length + 1;
            if (isStatusLine)
            {
                (status, headers) = (StatusOf(line), next);
            }
            else if (line.IsEmpty && status is < 100 or 101 or >= 200)
            {
                return true;
            }

            isStatusLine = !isStatusLine && line.IsEmpty;
        }

        return false;
    }

    /// <summary>Puts a line into the answer, at a place that was not read yet.</summary>
    public void Insert(int at, ReadOnlySpan<byte> line)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(at, _start);
        if (_end + line.Length > _bytes.Length)
        {
            Array.Resize(ref _bytes, _bytes.Length + line.Length);
        }

        _bytes.AsSpan(at, _end - at).CopyTo(_bytes.AsSpan(at + line.Length));
        line.CopyTo(_bytes.AsSpan(at));
        _end += line.Length;
    }

    private static int StatusOf(ReadOnlySpan<byte> line) =>
        line.Length >= ShortestStatusLine && Utf8Parser.TryParse(line.Slice(9, 3), out int status, out var digits) && digits == 3 ? status : 0;
}
