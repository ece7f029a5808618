using System.Net;
using Gateway.Core.Secrets;
using StackExchange.Redis;

namespace Gateway.Redis;

/// <summary>The configuration string as it stands now, and what the gateway sets in every case.</summary>
/// <param name="Text">As it was written; it may hold a password.</param>
/// <param name="Options">What it means.</param>
/// <param name="Setting">Where it was written, for messages.</param>
internal sealed record RedisConfiguration(string Text, ConfigurationOptions Options, string Setting)
{
    private const int LongestConnect = 5000;
    private const int ShortestConnect = 1000;

    private const string Form = "is no Redis configuration. Write host:port, several separated by commas, then options such as password=...,ssl=true "
        + "(no redis:// address, and no comma in the password).";

    /// <summary>The hosts, for messages; no secrets.</summary>
    public string Place => string.Join(", ", Options.EndPoints.Select(Name));

    /// <summary>Reads it afresh; the second value says what is wrong with it, without repeating any of it.</summary>
    public static (RedisConfiguration? Configuration, string? Problem) Read(SecretReference reference)
    {
        var reading = SecretReader.Read(reference);
        if (!reading.IsRead)
        {
            return (null, reading.Problem);
        }

        var text = reading.Value.Reveal().Trim();
        var (options, problem) = Parse(text);
        return options is null ? (null, $"{reference.Setting} {problem}") : (new RedisConfiguration(text, options, reference.Setting), null);
    }

    /// <summary>What is wrong with a configuration string, without repeating any of it; null if nothing is.</summary>
    public static string? ProblemOf(string text) => Parse(text.Trim()).Problem;

    private static (ConfigurationOptions? Options, string? Problem) Parse(string text)
    {
        var parts = text.Split(',');
        var hosts = parts.TakeWhile(part => !part.Contains('=', StringComparison.Ordinal)).ToList();
        // A comma in a password would make a host or an option of its end, which the client then looks for or passes over.
        if (hosts.Count == 0 || hosts.Exists(string.IsNullOrWhiteSpace) || text.Contains("://", StringComparison.Ordinal)
            || !parts.Skip(hosts.Count).All(RedisOptionNames.IsOption))
        {
            return (null, Form);
        }

        try
        {
            var options = ConfigurationOptions.Parse(text);
            if (options.EndPoints.Count != hosts.Count)
            {
                return (null, Form);
            }

            options.AbortOnConnectFail = false;
            options.ConnectTimeout = Math.Min(options.ConnectTimeout, LongestConnect);
            options.ClientName ??= "gateway";
            return (options, null);
        }
        catch (Exception failure) when (failure is ArgumentException or FormatException or OverflowException)
        {
            // Its message may hold a part of a password with a comma in it.
            return (null, Form);
        }
    }

    /// <summary>
    /// Bounds the time that a connect may take: all of it for the first, then a second, doubled each time. One that is begun just before
    /// Redis comes back as it was would keep it waiting for the whole of its time.
    /// </summary>
    public void LimitConnect(int tries) =>
        Options.ConnectTimeout = Math.Min(Options.ConnectTimeout, tries is 1 or > 4 ? LongestConnect : ShortestConnect << (tries - 2));

    // A record would print the password.
    public override string ToString() => Place;

    private static string Name(EndPoint place) => place switch
    {
        DnsEndPoint { Port: 0 } dns => dns.Host,
        DnsEndPoint dns => $"{dns.Host}:{dns.Port}",
        _ => place.ToString() ?? "?",
    };
}
