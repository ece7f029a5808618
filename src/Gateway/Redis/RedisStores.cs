using Gateway.Core.Stores;
using Gateway.Settings;

namespace Gateway.Redis;

/// <summary>Opens the store in Redis.</summary>
internal static class RedisStores
{
    /// <summary>
    /// Opens it without waiting for Redis: one that is away is an outage like any other. Refused if the settings cannot be used.
    /// </summary>
    public static StoreOpening Open(StoreSettings settings, TimeProvider clock, ILoggerFactory loggers)
    {
        if (settings.Redis is not { } reference)
        {
            return new StoreOpening.Refused("Gateway:Store:Kind is Redis, but Gateway:Store:Redis is not set.");
        }

        if (RedisConfiguration.Read(reference) is { Configuration: null, Problem: { } problem })
        {
            return new StoreOpening.Refused(problem);
        }

        return SessionStores.Over(
            () => new RedisBackend(reference, settings.KeyPrefix, clock, loggers.CreateLogger<RedisBackend>()),
            settings.EncryptionKey,
            settings.AllowPlaintext,
            clock,
            loggers);
    }
}
