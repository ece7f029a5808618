using Gateway.Core.Secrets;
using Gateway.Core.Stores;
using StackExchange.Redis;

namespace Gateway.Redis;

/// <summary>
/// The way to Redis: connects in the background, bounds every call, and turns failures into <see cref="StoreUnavailableException"/>.
/// While Redis is known to be away a call fails at once instead of waiting for its limit.
/// </summary>
internal sealed class RedisLink(SecretReference reference, RedisChannel channel, TimeSpan callLimit, TimeProvider clock) : IAsyncDisposable
{
    private static readonly TimeSpan ConnectLimit = TimeSpan.FromSeconds(15);

    private readonly SemaphoreSlim _connecting = new(1, 1);
    private readonly CancellationTokenSource _closing = new();
    private RedisConnection? _connection;
    private StoreUnavailableException? _away;

    // Connects in a row that did not lead to an answer, and one more once there was any.
    private int _vainConnects;

    // As last read, so that a Redis that was never reached has a name in messages.
    private RedisConfiguration? _configuration;

    /// <summary>A message of any gateway, this one included.</summary>
    public event Action<RedisValue>? Message;

    /// <summary>A connection broke; messages may be missed until it is back.</summary>
    public event Action? Broken;

    /// <summary>Says whether Redis is away; null if it is not.</summary>
    public void Judge(StoreUnavailableException? away)
    {
        Volatile.Write(ref _away, away);
        if (away is null)
        {
            Volatile.Write(ref _vainConnects, 1);
        }
    }

    /// <summary>Makes a call, unless Redis is known to be away.</summary>
    public Task<T> CallAsync<T>(Func<IDatabase, Task<T>> call, CancellationToken cancellationToken) =>
        Volatile.Read(ref _away) is { } away
            ? Task.FromException<T>(new StoreUnavailableException(away.Message))
            : TryAsync(call, cancellationToken);

    /// <summary>Makes a call in any case.</summary>
    public async Task<T> TryAsync<T>(Func<IDatabase, Task<T>> call, CancellationToken cancellationToken)
    {
        try
        {
            var connection = Volatile.Read(ref _connection) ?? await ConnectedAsync(cancellationToken);
            return await call(connection.Client.GetDatabase()).WaitAsync(callLimit, clock, cancellationToken);
        }
        catch (Exception failure) when (RedisFailure.IsOne(failure))
        {
            throw RedisFailure.Explain(failure, Volatile.Read(ref _configuration));
        }
        catch (OperationCanceledException closed) when (_closing.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new StoreUnavailableException("The store is closed.", closed);
        }
    }

    /// <summary>Tells the other gateways; a message that is lost is made up for by their timers.</summary>
    public void Tell(RedisValue message)
    {
        try
        {
            _ = Volatile.Read(ref _connection)?.Client.GetSubscriber().PublishAsync(channel, message, CommandFlags.FireAndForget);
        }
        catch (Exception failure) when (RedisFailure.IsOne(failure))
        {
            // Their timers make up for it.
        }
    }

    /// <summary>
    /// Gives the connection up for a new one, made by the configuration as it is written now: a password may have changed, a name may
    /// mean another address, and a peer that vanished without a word is never heard of again. Throws
    /// <see cref="OperationCanceledException"/> once it is closed.
    /// </summary>
    public async Task RenewAsync()
    {
        await _connecting.WaitAsync(_closing.Token);
        try
        {
            // The old one is kept while nobody would answer a new one: the client may be quicker to find its way back.
            Volatile.Write(ref _connection, await ConnectAsync(() => Interlocked.Exchange(ref _connection, null)?.Dispose()));
        }
        catch (StoreUnavailableException)
        {
            // The next call tries again and says why.
        }
        finally
        {
            _ = _connecting.Release();
        }
    }

    /// <summary>Gives up whatever is being connected: a stop does not wait for a Redis that is away.</summary>
    public void Close() => _closing.Cancel();

    public async ValueTask DisposeAsync()
    {
        Close();
        await _connecting.WaitAsync();
        Volatile.Read(ref _connection)?.Dispose();
        _ = _connecting.Release();
    }

    private async Task<RedisConnection> ConnectedAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await ConnectedAsync().WaitAsync(callLimit, clock, cancellationToken);
        }
        catch (TimeoutException unconnected)
        {
            throw new IOException("No connection yet.", unconnected);
        }
    }

    private async Task<RedisConnection> ConnectedAsync()
    {
        await _connecting.WaitAsync(_closing.Token);
        try
        {
            if (Volatile.Read(ref _connection) is { } connected)
            {
                return connected;
            }

            var connection = await ConnectAsync(static () => { });
            Volatile.Write(ref _connection, connection);
            return connection;
        }
        finally
        {
            _ = _connecting.Release();
        }
    }

    /// <param name="someoneListens">Called as soon as it is known that somebody listens where Redis should.</param>
    private async Task<RedisConnection> ConnectAsync(Action someoneListens)
    {
        var (configuration, problem) = RedisConfiguration.Read(reference);
        if (configuration is null)
        {
            throw new StoreUnavailableException(problem!);
        }

        Volatile.Write(ref _configuration, configuration);
        try
        {
            await RedisKnock.AtAsync(configuration.Options, clock, _closing.Token);
            someoneListens();
            configuration.LimitConnect(Interlocked.Increment(ref _vainConnects));
            // On a thread of its own: the client looks names up synchronously.
            var client = await Task.Run(() => ConnectionMultiplexer.ConnectAsync(configuration.Options)).WaitAsync(ConnectLimit, clock, _closing.Token);
            client.ConnectionFailed += OnConnectionFailed;
            await SubscribeAsync(client);
            return new RedisConnection(client, configuration);
        }
        catch (Exception failure) when (RedisFailure.IsOne(failure))
        {
            throw RedisFailure.Explain(failure, configuration);
        }
    }

    private async Task SubscribeAsync(ConnectionMultiplexer client)
    {
        try
        {
            await client.GetSubscriber().SubscribeAsync(channel, (_, message) => Message?.Invoke(message)).WaitAsync(callLimit, clock, _closing.Token);
        }
        catch (Exception failure) when (RedisFailure.IsOne(failure))
        {
            // The client subscribes what it was asked for whenever it connects.
        }
    }

    private void OnConnectionFailed(object? sender, ConnectionFailedEventArgs failed)
    {
        if (ReferenceEquals(sender, Volatile.Read(ref _connection)?.Client))
        {
            Broken?.Invoke();
        }
    }
}
