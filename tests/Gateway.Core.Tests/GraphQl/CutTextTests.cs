using System.Text;
using Gateway.Core.GraphQl;
using Gateway.Core.Upstreams;
using Gateway.Core.Upstreams.Stx;

namespace Gateway.Core.Tests.GraphQl;

/// <summary>Where a body is cut on its way is chance, and must not change what is said of it.</summary>
public sealed class CutTextTests
{
    private static readonly ILoginDialect Dialect = new StxProtocolFactory().Logins;

    // What words, escapes and part headers are made of, and what makes them something else.
    private static readonly string[] Scraps =
    [
        "login", "Login", "log", "in", "_", "l", "last", "At", "Z", "9", "\0", "new", "Token", "logout", "send2Fa", "2", "Fa", "documentId",
        "%6c", "%6C", "%6", "%", "%25", "%5cu006c", "%5c%75%30%30%36%63", "\\u006c", "\\u006C", "\\u00", "\\", "u006c", "\\\\u006c", "og", "ogin", "%5F", "%00", "%E2",
        "\"", "{", "}", " ", ":", "\t", "\n", "\r\n", "\r", "--X", "x",
        "Content-Type", "content-type:", "Content-", "Type", "Content-Transfer-Encoding", "CONTENT-TRANSFER-ENCODING: ", "base64", "8bit", "text/plain",
        "; charset=utf-8", "; charset=utf-16", "charset", "=latin1", "\n ", "\r\n\t", "e",
    ];

    [Theory]
    [InlineData("{\"lastLoginAt\":1}", false)]
    [InlineData("{\"lastLogin\":1}", true)]
    [InlineData("mutation{login}", true)]
    [InlineData("lastLogin", true)]
    [InlineData("login2", false)]
    [InlineData("%6cogin%41t", false)]
    [InlineData("%6cogin%20", true)]
    [InlineData("\\u006cogin\\u0041t", false)]
    [InlineData("%5cu006cog\0_in\\u002", true)]
    [InlineData("x\r\nContent-Type: text/plain\r\n\r\n", false)]
    [InlineData("x\r\nContent-Type: text/plain; charset=utf-16\r\n\r\n", true)]
    [InlineData("x\r\nContent-Type: text/plain;\r\n charset=\"utf-16\"\r\n\r\n", true)]
    [InlineData("x\r\nContent-Type: text/plain;\r\n charset=utf-8\r\n\r\n", false)]
    [InlineData("x\nContent-Transfer-Encoding: binary\n\n", false)]
    [InlineData("x\nContent-Transfer-Encoding: base64\n\n", true)]
    [InlineData("x\nContent-Transfer-Encoding: 8bi", true)]
    public void A_text_is_judged_alike_wherever_it_is_cut(string text, bool expected)
    {
        var bytes = Encoding.Latin1.GetBytes(text);

        Assert.Equal(expected, Whole(bytes));
        AssertSameForAllCuts(bytes, text);
    }

    [Fact]
    public void A_random_text_is_judged_alike_wherever_it_is_cut()
    {
        var random = new Random(20_261_121);
        var verdicts = new int[2];
        for (var round = 0; round < 4000; round++)
        {
            var text = string.Concat(Enumerable.Range(0, random.Next(1, 16)).Select(_ => Scraps[random.Next(Scraps.Length)]));
            var bytes = Encoding.Latin1.GetBytes(text);

            AssertSameForAllCuts(bytes, text);
            Assert.Equal(Whole(bytes), InPieces(bytes, _ => random.Next(4) == 0));
            verdicts[Whole(bytes) ? 1 : 0]++;
        }

        Assert.All(verdicts, count => Assert.True(count > 500, $"{verdicts[0]} quiet, {verdicts[1]} not"));
    }

    [Theory]
    [InlineData(1000, false)]
    [InlineData(1100, true)]
    public void A_part_header_is_judged_alike_however_long_it_is(int length, bool expected)
    {
        foreach (var text in new[] { $"\nContent-Type:{new string('x', length)}\n\nabc", $"\nContent-Type{new string(' ', length)}: a/b\n\nabc" })
        {
            var bytes = Encoding.Latin1.GetBytes(text);

            Assert.Equal(expected, Whole(bytes));
            AssertSameForAllCuts(bytes, text);
        }
    }

    [Fact]
    public void A_name_is_found_through_any_number_of_underscores_and_zeros()
    {
        var bytes = Encoding.Latin1.GetBytes($"{{\"l{new string('_', 5000)}o{new string('\0', 5000)}gin\"}}");

        Assert.True(Whole(bytes));
        Assert.True(InPieces(bytes, index => index % 100 == 0));
    }

    private static void AssertSameForAllCuts(byte[] bytes, string text)
    {
        var whole = Whole(bytes);
        for (var cut = 0; cut <= bytes.Length; cut++)
        {
            var at = cut;
            Assert.True(whole == InPieces(bytes, index => index == at), $"cut at {cut}: {text}");
        }

        Assert.True(whole == InPieces(bytes, static _ => true), $"byte by byte: {text}");
    }

    // What the whole is judged by where it is not cut at all.
    private static bool Whole(byte[] bytes)
    {
        var whole = new GraphQlWords("login", "confirm2Fa", "newToken", "send2Fa", "logout", "persistedQuery", "documentId").MayBeIn(bytes) || PartHeaders.MayHideText(bytes);
        Assert.Equal(whole, Dialect.Watch().MayHoldLogin(bytes, isLast: true));
        return whole;
    }

    private static bool InPieces(byte[] bytes, Predicate<int> isCut)
    {
        var watch = Dialect.Watch();
        var start = 0;
        for (var index = 0; index < bytes.Length; index++)
        {
            if (isCut(index))
            {
                if (watch.MayHoldLogin(bytes.AsSpan(start, index - start), isLast: false))
                {
                    return true;
                }

                start = index;
            }
        }

        // Some bodies tell their end only when there is nothing more.
        return watch.MayHoldLogin(bytes.AsSpan(start), isLast: false) || watch.MayHoldLogin([], isLast: true);
    }
}
