using System.Collections.Concurrent;
using Microsoft.AspNetCore.Connections;

namespace Gateway.Listeners;

/// <summary>
/// Connections on which no request has come yet: nothing was sent, or half a head, or no TLS handshake. The server would wait for each of
/// them at a stop as for a request; they are closed instead.
/// </summary>
internal sealed class FreshConnections
{
    private readonly ConcurrentDictionary<FreshConnection, ConnectionContext> _open = new();
    private volatile bool _isClosing;

    /// <summary>Follows a connection until its end.</summary>
    public async Task FollowAsync(ConnectionContext connection, ConnectionDelegate next)
    {
        var fresh = new FreshConnection();
        connection.Features.Set(fresh);
        _open.TryAdd(fresh, connection);
        try
        {
            if (_isClosing)
            {
                Abort(connection);
            }

            await next(connection);
        }
        finally
        {
            _open.TryRemove(fresh, out _);
        }
    }

    /// <summary>Notes that a request has come on its connection.</summary>
    public static void NoteRequest(HttpContext context)
    {
        if (context.Features.Get<FreshConnection>() is { HasRequest: false } connection)
        {
            connection.HasRequest = true;
        }
    }

    /// <summary>Closes them, and those that still come.</summary>
    public void Close()
    {
        _isClosing = true;
        foreach (var (fresh, connection) in _open)
        {
            if (!fresh.HasRequest)
            {
                Abort(connection);
            }
        }
    }

    private static void Abort(ConnectionContext connection) => connection.Abort(new ConnectionAbortedException("The gateway stops, and no request has come."));
}
