namespace Gateway.Tests.Proxying.Conformance;

/// <summary>An exchange through the gateway equals the direct one, but for <see cref="DocumentedDifferences"/>.</summary>
public sealed class ConformanceTests(ConformanceTable table) : IClassFixture<ConformanceTable>
{
    private static readonly string[] Methods = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "BREW"];

    public static TheoryData<string, OriginProtocol, int> Rows
    {
        get
        {
            var rows = new TheoryData<string, OriginProtocol, int>();
            foreach (var method in Methods)
            {
                foreach (var protocol in Enum.GetValues<OriginProtocol>())
                {
                    rows.Add(method, protocol, 1);
                    rows.Add(method, protocol, 2);
                }
            }

            return rows;
        }
    }

    [Theory]
    [MemberData(nameof(Rows))]
    public async Task Every_kind_of_body_arrives_as_it_would_directly(string method, OriginProtocol upstream, int callerVersion)
    {
        foreach (var body in Bodies.Kinds)
        {
            await CompareAsync(method, upstream, callerVersion, body, "small");
        }
    }

    [Theory]
    [MemberData(nameof(Rows))]
    public async Task Every_kind_of_answer_comes_back_as_it_would_directly(string method, OriginProtocol upstream, int callerVersion)
    {
        foreach (var answer in Answers.Kinds)
        {
            await CompareAsync(method, upstream, callerVersion, method is "GET" or "HEAD" ? "none" : "small", answer);
        }
    }

    [Theory]
    [MemberData(nameof(Rows))]
    public async Task A_large_body_may_bring_a_large_answer(string method, OriginProtocol upstream, int callerVersion) =>
        await CompareAsync(method, upstream, callerVersion, "large", "large");

    private async Task CompareAsync(string method, OriginProtocol upstream, int callerVersion, string body, string answer)
    {
        var direct = await table.DirectAsync(upstream, method, body, answer);
        var through = await table.ThroughAsync(upstream, callerVersion, method, body, answer);

        var row = $"{method} {body} -> {answer}\n";
        var request = DocumentedDifferences.Expected(direct.Arrived);
        Assert.Equal(row + HeaderTable.Text(request.Headers), row + HeaderTable.Text(through.Arrived.Headers));
        Assert.Equal(request with { Headers = through.Arrived.Headers }, through.Arrived);

        var expected = DocumentedDifferences.Expected(direct.Answer, through.Answer.Version, method);
        Assert.Equal(callerVersion, through.Answer.Version.Major);
        Assert.Equal(row + HeaderTable.Text(expected.Headers), row + HeaderTable.Text(through.Answer.Headers));
        Assert.Equal(row + HeaderTable.Text(expected.Trailers), row + HeaderTable.Text(through.Answer.Trailers));
        Assert.Equal(expected.Reason, expected.Reason is null ? null : through.Answer.Reason);
        Assert.Equal(
            (row, expected.Status, expected.Length, expected.Hash),
            (row, through.Answer.Status, through.Answer.Length, through.Answer.Hash));
    }
}
