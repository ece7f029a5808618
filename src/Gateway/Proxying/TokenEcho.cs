using Gateway.Core.Tokens;
using Gateway.Proxying.Sockets;
using Microsoft.Extensions.Primitives;

namespace Gateway.Proxying;

/// <summary>Keeps an upstream that repeats what it was sent from handing the account's token to the caller, as it is or percent-encoded.</summary>
internal static class TokenEcho
{
    /// <summary>Whether a text holds a token that the exchange sent.</summary>
    public static bool IsIn(string text, ProxyExchange exchange) =>
        Holds(text, exchange.Session) || (exchange.Renewed is { } renewed && Holds(text, renewed));

    /// <summary>
    /// What a header's values become: in an address the parameter is again what the caller sent, and a value that holds a token all the
    /// same is gone.
    /// </summary>
    public static StringValues Clean(string header, StringValues values, ProxyExchange exchange)
    {
        foreach (var value in values)
        {
            if (IsIn(value!, exchange))
            {
                return CleanEach(header, values, exchange);
            }
        }

        return values;
    }

    // Apart, because what its lambda captures is allocated as soon as the method begins.
    private static StringValues CleanEach(string header, StringValues values, ProxyExchange exchange) =>
        new([.. values.Select(value => Clean(header, value!, exchange)).OfType<string>()]);

    private static string? Clean(string header, string value, ProxyExchange exchange)
    {
        if (header.EndsWith("Location", StringComparison.OrdinalIgnoreCase) && exchange.Account.Protocol.SocketTokenParameter is { } name)
        {
            value = TakeBack(value, name, exchange.Session, exchange);
            value = exchange.Renewed is { } renewed ? TakeBack(value, name, renewed, exchange) : value;
        }

        return IsIn(value, exchange) ? null : value;
    }

    private static string TakeBack(string value, string name, Session session, ProxyExchange exchange) =>
        SocketToken.TakeBack(value, name, session.AccessToken.Reveal(), exchange.Target.Text);

    // Decoding makes no text longer, and hardly any value of a header is as long as a token.
    private static bool Holds(string text, Session session)
    {
        var token = session.AccessToken.Reveal();
        return text.Length >= token.Length && SocketToken.Holds(text, token);
    }
}
