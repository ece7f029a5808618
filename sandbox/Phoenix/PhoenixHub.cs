using System.Text.Json.Nodes;

namespace Sandbox.Phoenix;

/// <summary>Every socket of the exchange: its journal, and what can be done to those that are open. Thread-safe.</summary>
public sealed class PhoenixHub
{
    private const int MostKept = 10_000;

    private readonly Lock _lock = new();
    private readonly Queue<PhoenixSocket> _journal = new();
    private readonly List<PhoenixSession> _open = [];
    private readonly Signal _changed = new();

    /// <summary>The last ten thousand handshakes, oldest first. A snapshot.</summary>
    public IReadOnlyList<PhoenixSocket> All
    {
        get
        {
            lock (_lock)
            {
                return [.. _journal];
            }
        }
    }

    /// <summary>How many sockets are open.</summary>
    public int Open => Sessions().Count;

    /// <summary>Sends an event to everybody who has joined the topic; says to how many.</summary>
    public async Task<int> PushAsync(string topic, string name, JsonNode? payload = null)
    {
        var sent = await Task.WhenAll(Sessions().Select(session => session.PushAsync(topic, name, payload)));
        return sent.Count(isSent => isSent);
    }

    /// <summary>Ends a topic for everybody who has joined it, as when its process crashes: <c>phx_error</c>. Clients join again.</summary>
    public async Task<int> FailAsync(string topic)
    {
        var failed = await Task.WhenAll(Sessions().Select(session => session.FailAsync(topic)));
        return failed.Count(isFailed => isFailed);
    }

    /// <summary>Closes the open sockets, of one user or of all, with a code and a reason; says how many.</summary>
    public int Close(int code, string reason = "", string? email = null) => Each(email, session => session.Close(code, reason));

    /// <summary>Cuts the connections of the open sockets, of one user or of all, without a close frame; says how many.</summary>
    public int Cut(string? email = null) => Each(email, session => session.Cut());

    /// <summary>Completes when the sockets are as wanted.</summary>
    public Task UntilAsync(Func<PhoenixHub, bool> condition, CancellationToken cancellationToken = default) =>
        _changed.UntilAsync(() => condition(this), cancellationToken);

    /// <summary>Forgets the journal; open sockets stay open.</summary>
    public void Clear()
    {
        lock (_lock)
        {
            _journal.Clear();
        }
    }

    internal void Record(PhoenixSocket socket)
    {
        lock (_lock)
        {
            _journal.Enqueue(socket);
            if (_journal.Count > MostKept)
            {
                _ = _journal.Dequeue();
            }
        }

        Tell();
    }

    internal void Add(PhoenixSession session)
    {
        lock (_lock)
        {
            _open.Add(session);
        }

        Tell();
    }

    internal void Remove(PhoenixSession session)
    {
        lock (_lock)
        {
            _ = _open.Remove(session);
        }

        Tell();
    }

    /// <summary>Something that can be waited for has happened.</summary>
    internal void Tell() => _changed.Raise();

    private IReadOnlyList<PhoenixSession> Sessions()
    {
        lock (_lock)
        {
            return [.. _open];
        }
    }

    private int Each(string? email, Action<PhoenixSession> action)
    {
        var chosen = Sessions().Where(session => email is null || session.Socket.Owner?.IsNamed(email, null) == true).ToList();
        chosen.ForEach(action);
        return chosen.Count;
    }
}
