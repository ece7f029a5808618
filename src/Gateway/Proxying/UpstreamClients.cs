using Gateway.Core.Sessions;
using Gateway.Core.Upstreams;
using Gateway.Settings;

namespace Gateway.Proxying;

/// <summary>
/// One client for each upstream, equal definitions sharing one. Finding one is a search in a small array that is never changed, only
/// replaced. A client whose upstream is no longer configured is given time to end its requests before its connections are closed.
/// </summary>
internal sealed class UpstreamClients(
    IAccountDirectory accounts, ProxySettings settings, TimeProvider time, UpstreamHandlerSetup? setup = null) : IDisposable
{
    // A request that found a client has surely begun to use it by then; what is under way keeps its connection even afterwards.
    private static readonly TimeSpan Retirement = TimeSpan.FromMinutes(1);

    private readonly Lock _lock = new();
    private readonly Dictionary<UpstreamClient, ITimer> _retiring = [];
    private volatile Entry[] _entries = [];
    private bool _disposed;

    private readonly record struct Entry(UpstreamDefinition Upstream, UpstreamClient Client);

    public UpstreamClient Get(UpstreamDefinition upstream)
    {
        foreach (var entry in _entries)
        {
            if (ReferenceEquals(entry.Upstream, upstream))
            {
                return entry.Client;
            }
        }

        lock (_lock)
        {
            return Add_NeedsLock(upstream);
        }
    }

    public void Dispose()
    {
        lock (_lock)
        {
            _disposed = true;
            foreach (var entry in _entries)
            {
                entry.Client.Dispose();
            }

            foreach (var (client, timer) in _retiring)
            {
                timer.Dispose();
                client.Dispose();
            }

            _entries = [];
            _retiring.Clear();
        }
    }

    private UpstreamClient Add_NeedsLock(UpstreamDefinition upstream)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        var configured = accounts.All.Select(account => account.Definition.Upstream).Append(upstream).ToHashSet();
        var client = _entries.FirstOrDefault(entry => entry.Upstream == upstream).Client ?? new UpstreamClient(upstream, settings, time, setup);
        var kept = _entries.Where(entry => configured.Contains(entry.Upstream) && !ReferenceEquals(entry.Upstream, upstream)).ToList();
        foreach (var gone in _entries.Where(entry => !configured.Contains(entry.Upstream)).Select(entry => entry.Client).Distinct())
        {
            Retire_NeedsLock(gone);
        }

        _entries = [.. kept, new Entry(upstream, client)];
        return client;
    }

    private void Retire_NeedsLock(UpstreamClient client) =>
        _retiring[client] = time.CreateTimer(_ => Close(client), state: null, Retirement, Timeout.InfiniteTimeSpan);

    private void Close(UpstreamClient client)
    {
        lock (_lock)
        {
            if (_retiring.Remove(client, out var timer))
            {
                timer.Dispose();
                client.Dispose();
            }
        }
    }
}
