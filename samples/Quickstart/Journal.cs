using Sandbox.Shared;
using Sandbox.Stx;

namespace Quickstart;

/// <summary>What the exchange saw since a moment of the story. What the screen claims is counted here, on the far side of the gateway.</summary>
internal sealed class Journal(StxExchange exchange, int skip = 0)
{
    /// <summary>A journal that begins now.</summary>
    public Journal FromNow() => new(exchange, exchange.Calls.Count);

    public int Logins => Count(call => call.Operation == StxOperations.Login);

    public int Renewals => Count(call => call.Operation == StxOperations.NewToken);

    /// <summary>How many different refresh tokens were spent.</summary>
    public int RefreshTokens => Calls.Where(call => call.Operation == StxOperations.NewToken).Select(call => call.RefreshToken).Distinct(StringComparer.Ordinal).Count();

    /// <summary>How many different access tokens came with the bot's questions.</summary>
    public int AccessTokens => Questions.Select(call => call.AccessToken).Distinct(StringComparer.Ordinal).Count();

    public int ExpiredTokens => Count(call => call.TokenState == TokenState.Expired);

    /// <summary>The bot's own calls.</summary>
    public IEnumerable<StxCall> Questions => Calls.Where(call => call.Operation.StartsWith(StxOperations.Query, StringComparison.Ordinal));

    private IEnumerable<StxCall> Calls => exchange.Calls.Skip(skip);

    private int Count(Func<StxCall, bool> wanted) => Calls.Count(wanted);
}
