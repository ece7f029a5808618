using System.Net.WebSockets;
using Sandbox.Stx;

namespace Sandbox.Phoenix;

/// <summary>One handshake, and the socket that came of it. Kept in the journal after its end.</summary>
public sealed class PhoenixSocket
{
    private readonly Lock _lock = new();
    private readonly List<PhoenixJoin> _joins = [];
    private int _status;
    private int _heartbeats;
    private string? _end;

    /// <summary>The request target, byte for byte.</summary>
    public required string RawTarget { get; init; }

    public required IReadOnlyDictionary<string, string> Headers { get; init; }

    /// <summary>The token of the query; null without one.</summary>
    public required string? Token { get; init; }

    public required TokenState TokenState { get; init; }

    /// <summary>Whose token it is; null for a socket of public topics.</summary>
    public required StxUser? Owner { get; init; }

    /// <summary>The serializer's version.</summary>
    public required string Version { get; init; }

    /// <summary>The status of the handshake's answer: 101, or the refusal; 0 while there is none.</summary>
    public int Status { get => Volatile.Read(ref _status); internal set => Volatile.Write(ref _status, value); }

    /// <summary>How many heartbeats came.</summary>
    public int Heartbeats => Volatile.Read(ref _heartbeats);

    /// <summary>How it ended, such as <c>client 1000</c>, <c>server 1001</c> or <c>cut</c>; null while it is open.</summary>
    public string? End { get => Volatile.Read(ref _end); internal set => Volatile.Write(ref _end, value); }

    /// <summary>The attempts to join, oldest first.</summary>
    public IReadOnlyList<PhoenixJoin> Joins
    {
        get
        {
            lock (_lock)
            {
                return [.. _joins];
            }
        }
    }

    /// <summary>The code and the text of the client's close frame; null without one.</summary>
    public (WebSocketCloseStatus? Code, string? Text) ClientClose { get; internal set; }

    internal void CountHeartbeat() => Interlocked.Increment(ref _heartbeats);

    internal void Record(PhoenixJoin join)
    {
        lock (_lock)
        {
            _joins.Add(join);
        }
    }
}
