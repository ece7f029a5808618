using System.Text;
using System.Text.RegularExpressions;
using Sandbox.Stx;

namespace Gateway.Tests.Integration;

/// <summary>Searches everything that a gateway wrote or answered for what nobody may see.</summary>
internal static class SecretScan
{
    /// <summary>What the exchange knows to be secret: codes, session ids, tokens.</summary>
    public static IReadOnlyList<string> SecretsOf(StxExchange exchange) =>
    [
        .. exchange.Mails.SelectMany(mail => new[] { mail.Code, mail.SessionId }),
        .. exchange.Calls.SelectMany(call => new[] { call.AccessToken, call.RefreshToken }).OfType<string>(),
    ];

    /// <summary>Fails if one of the secrets stands in the log, the answers or a file below the folder.</summary>
    public static void AssertNone(IReadOnlyCollection<string> secrets, string log, IEnumerable<string> answers, string folder)
    {
        Assert.NotEmpty(secrets);
        Assert.NotEmpty(log);
        Assert.Empty(Find(secrets, log));
        Assert.Empty(Find(secrets, string.Join('\n', answers)));
        // The lock is held by the gateway and cannot be read, so it must be empty.
        var (gate, files) = (Path.Combine(folder, "lock"), Directory.GetFiles(folder, "*", SearchOption.AllDirectories).ToList());
        Assert.True(files.Remove(gate));
        Assert.Equal(0, new FileInfo(gate).Length);
        Assert.Contains(files, file => new FileInfo(file).Length > 0);
        Assert.All(files, file => Assert.Empty(Find(secrets, Encoding.Latin1.GetString(File.ReadAllBytes(file)))));
    }

    /// <summary>The secrets that the text holds. A code is looked for as a word: six digits come about by chance inside longer ones.</summary>
    public static IReadOnlyList<string> Find(IEnumerable<string> secrets, string text) =>
    [
        .. secrets.Distinct(StringComparer.Ordinal).Where(secret => secret.Length > 6
            ? text.Contains(secret, StringComparison.OrdinalIgnoreCase)
            : Regex.IsMatch(text, $"(?<![0-9A-Za-z.+/=-]){Regex.Escape(secret)}(?![0-9A-Za-z+/=-])", RegexOptions.None, TimeSpan.FromSeconds(10))),
    ];
}
