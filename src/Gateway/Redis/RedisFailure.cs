using System.Net.Sockets;
using System.Security.Authentication;
using Gateway.Core.Stores;
using StackExchange.Redis;

namespace Gateway.Redis;

/// <summary>
/// What a failure of the client means, in the gateway's own words: the client's own hold keys and the state of its buffers.
/// </summary>
internal static class RedisFailure
{
    /// <summary>True for what a Redis that is away, slow or unwilling does; everything else is a defect.</summary>
    public static bool IsOne(Exception failure) => failure is RedisException or TimeoutException or ObjectDisposedException
        or SocketException or IOException or AggregateException or StoreUnavailableException or InvalidOperationException;

    /// <summary>One sentence without secrets.</summary>
    /// <param name="failure">What the client threw.</param>
    /// <param name="configuration">What it was connected by; null if it could not even be read.</param>
    public static StoreUnavailableException Explain(Exception failure, RedisConfiguration? configuration)
    {
        if (failure is StoreUnavailableException known)
        {
            return known;
        }

        var place = $"Redis at {configuration?.Place ?? "its place"}";
        return new StoreUnavailableException(failure switch
        {
            _ when Chain(failure).Any(cause => cause is AuthenticationException) =>
                $"{place} has a TLS certificate that is not accepted: it is not from an authority that this machine trusts, or is for another host name "
                + $"(sslHost=... in {configuration?.Setting ?? "Gateway:Store:Redis"} names it), or the port does not speak TLS.",
            _ when Chain(failure).Any(IsAboutPassword) =>
                $"{place} does not accept the password of {configuration?.Setting ?? "Gateway:Store:Redis"}, or wants one that is not there.",
            // The client gives up a connection whose first commands are refused, and does not say how.
            _ when Chain(failure).Any(cause => cause is RedisConnectionException { FailureType: ConnectionFailureType.ProtocolFailure }) =>
                $"{place} answers, but refuses a new connection's first commands: it is busy with a script (BUSY; SCRIPT KILL ends it), or is no Redis.",
            RedisServerException refusal => $"{place} {Refusal(refusal.Message)}",
            TimeoutException => $"{place} does not answer in time.",
            _ => $"{place} cannot be reached.",
        }, failure);
    }

    private static string Refusal(string message) => Code(message) switch
    {
        "OOM" => "is out of memory and takes no writes (OOM).",
        "READONLY" => "is a replica and takes no writes (READONLY); name the primary.",
        "MOVED" or "ASK" or "CLUSTERDOWN" or "CROSSSLOT" => $"is a cluster that cannot serve this key here ({Code(message)}).",
        "LOADING" => "is still loading its data (LOADING).",
        "MISCONF" => "cannot save to its disk and takes no writes (MISCONF).",
        "NOPERM" => "lacks the right for a command that the gateway needs (NOPERM).",
        "BUSY" => "is busy with a script (BUSY).",
        var code => $"refused a command ({code}).",
    };

    // The first word of a refusal is its code by the protocol; of anything else nothing is repeated.
    private static string Code(string message)
    {
        // Older servers wrap what a script's command was refused with.
        if (message.Contains("READONLY", StringComparison.Ordinal))
        {
            return "READONLY";
        }

        var word = message.Split(' ', 2)[0];
        return word.Length is > 0 and <= 20 && word.All(char.IsAsciiLetterUpper) ? word : "ERR";
    }

    private static bool IsAboutPassword(Exception failure) => failure is RedisConnectionException { FailureType: ConnectionFailureType.AuthenticationFailure }
        || (failure is RedisException && Code(failure.Message) is "NOAUTH" or "WRONGPASS")
        || (failure is RedisException && failure.Message.Contains("NOAUTH", StringComparison.Ordinal));

    private static IEnumerable<Exception> Chain(Exception? failure)
    {
        for (; failure is not null; failure = failure.InnerException)
        {
            yield return failure;
        }
    }
}
