using Sandbox.Shared;
using Sandbox.Stx;

namespace Quickstart.Chapters;

/// <summary>Whatever the bot sends as its authorization, the exchange sees the account's.</summary>
internal sealed class WhoseAnswer : IChapter
{
    private const string Made = "made-up-by-the-bot";
    private const string Profile = "{ userProfile { email } }";

    public string Title => "Every call goes out as the account";

    public async Task PlayAsync(Playground playground, Screen screen, CancellationToken cancellationToken)
    {
        using var direct = new Bot(playground.Exchange);
        var refused = await direct.AskAsync(Profile, cancellationToken: cancellationToken);
        screen.Claim($"straight to the exchange, without the gateway: {refused.Failure ?? "answered"}", !refused.IsGood);

        var journal = playground.Journal.FromNow();
        var markets = await playground.Bot.AskAsync("{ marketInfos(input: {limit: 1}) { title bestBid bestOffer } }", cancellationToken: cancellationToken);
        screen.Claim($"a public question: {markets.Text("marketInfos")}", markets.IsGood);

        var account = await playground.Bot.AskAsync("{ userProfile { email } accountBalance { availableBalance currency } }", cancellationToken: cancellationToken);
        screen.Claim($"an account question: {account.Text("userProfile", "email")} has {account.Text("accountBalance")}", IsOfTheAccount(account));

        var replaced = await playground.Bot.AskAsync(Profile, bearer: Made, cancellationToken: cancellationToken);
        screen.Claim($"with a wrong Authorization header: {replaced.Text("userProfile", "email")} all the same", IsOfTheAccount(replaced));
        screen.Claim("calls of these that reached the exchange with the account's token", journal.Questions.Count(IsStamped), 3);
        screen.Claim("calls that reached it with the bot's header", journal.Questions.Count(call => call.AccessToken == Made), 0);
    }

    private static bool IsOfTheAccount(Answer answer) => answer.Text("userProfile", "email") == StxExchange.DefaultEmail;

    private static bool IsStamped(StxCall call) => call.TokenState == TokenState.Good && call.Owner?.Email == StxExchange.DefaultEmail;
}
