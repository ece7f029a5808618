using System.Text;
using Gateway.Core.Upstreams;
using Gateway.Core.Upstreams.Stx;
using Gateway.Inbound;
using Gateway.Settings;
using Microsoft.AspNetCore.Http;

namespace Gateway.Tests.Inbound;

public sealed class KeyRuleTests
{
    private const string One = "key-of-one-0123456789abcdef";
    private const string Two = "key/of+two=0123456789 abcdef";
    private const string Wrong = "wrong-key-0123456789abcdefgh";

    private static readonly LoginDialects Logins = new([new StxProtocolFactory()]);

    private static readonly KeyTable Keys = new([Holder("one", One), Holder("two", Two)]);

    /// <summary>Header lines, separated by a bar; the target; and whose key it is, or the verdict.</summary>
    [Theory]
    [InlineData("", "/x", "Missing")]
    [InlineData("X-Gateway-Key: " + One, "/x", "one")]
    [InlineData("X-Gateway-Key: " + Two, "/x", "two")]
    [InlineData("X-Gateway-Key: " + Wrong, "/x", "Wrong")]
    [InlineData("X-Gateway-Key: key-of-one", "/x", "Wrong")]
    [InlineData("X-Gateway-Key: " + One + "x", "/x", "Wrong")]
    [InlineData("X-Gateway-Key: KEY-OF-ONE-0123456789abcdef", "/x", "Wrong")]
    [InlineData("X-Gateway-Key: " + One + "|X-Gateway-Key: " + One, "/x", "Wrong")]
    [InlineData("Authorization: Bearer " + One, "/x", "one")]
    [InlineData("Authorization: bearer   " + One, "/x", "one")]
    [InlineData("Authorization: Bearer", "/x", "Wrong")]
    [InlineData("Authorization: Bearer " + Wrong, "/x", "Wrong")]
    [InlineData("Authorization: Bearer " + One + "|Authorization: Bearer " + One, "/x", "Wrong")]
    [InlineData("Authorization: Bearer" + One, "/x", "Missing")]
    [InlineData("Authorization: Digest username=a", "/x", "Missing")]
    [InlineData("Authorization: Basic bot:" + One, "/x", "one")]
    [InlineData("Authorization: BASIC :" + Two, "/x", "two")]
    [InlineData("Authorization: Basic " + One + ":", "/x", "Wrong")]
    [InlineData("Authorization: Basic " + One, "/x", "Wrong")]
    [InlineData("Authorization: Basic bot:" + Wrong, "/x", "Wrong")]
    [InlineData("", "/x?token=" + One, "one")]
    [InlineData("", "/x?a=b&token=" + One + "&c", "one")]
    [InlineData("", "/x?token=key%2Fof%2Btwo%3D0123456789+abcdef", "two")]
    [InlineData("", "/x?%74oken=" + One, "one")]
    [InlineData("", "/x?token=" + Wrong, "Wrong")]
    [InlineData("", "/x?token", "Wrong")]
    [InlineData("", "/x?Token=" + One, "Missing")]
    [InlineData("", "/x?xtoken=" + One, "Missing")]
    [InlineData("", "/token=" + One, "Missing")]
    [InlineData("", "/x?token=" + One + "&token=" + One, "Wrong")]
    [InlineData("X-Gateway-Key: " + One + "|Authorization: Bearer " + Wrong, "/x?token=" + Two, "one")]
    [InlineData("X-Gateway-Key: " + Wrong + "|Authorization: Bearer " + One, "/x?token=" + One, "Wrong")]
    [InlineData("Authorization: Bearer dummy", "/x?token=" + One, "Wrong")]
    [InlineData("Authorization: Digest x", "/x?token=" + One, "one")]
    public void The_first_way_that_is_used_counts(string lines, string target, string expected) =>
        Assert.Equal(expected, Describe(KeyRule.JudgeCaller("GET", target, Headers(lines), Keys, Logins)));

    [Theory]
    [InlineData("POST", "/api/graphql", "", "AfterLoginOperation")]
    [InlineData("POST", "/api/graphql?a=b", "", "AfterLoginOperation")]
    [InlineData("POST", "/@one/api/graphql", "", "AfterLoginOperation")]
    [InlineData("GET", "/api/graphql", "", "Missing")]
    [InlineData("POST", "/api/graphql/x", "", "AfterLoginOperation")]
    [InlineData("POST", "/API//%67raphql;x=y", "", "AfterLoginOperation")]
    [InlineData("POST", "/api/graphqlx", "", "Missing")]
    [InlineData("POST", "/api/x/graphql", "", "Missing")]
    [InlineData("POST", "/api/graphql", "Authorization: Bearer undefined", "AfterLoginOperation")]
    [InlineData("POST", "/api/graphql", "Authorization: Bearer", "AfterLoginOperation")]
    [InlineData("GET", "/api/graphql", "Authorization: Bearer undefined", "Wrong")]
    [InlineData("POST", "/x?y=/api/graphql", "", "Missing")]
    [InlineData("POST", "/api/graphql", "X-Gateway-Key: " + Wrong, "Wrong")]
    [InlineData("POST", "/api/graphql", "X-Gateway-Key: " + One, "one")]
    public void Only_a_login_path_without_a_key_is_decided_later(string method, string target, string lines, string expected) =>
        Assert.Equal(expected, Describe(KeyRule.JudgeCaller(method, target, Headers(lines), Keys, Logins)));

    [Theory]
    [InlineData("", "Missing")]
    [InlineData("X-Gateway-Key: " + One, "one")]
    [InlineData("Authorization: Bearer " + One, "one")]
    [InlineData("Authorization: Basic bot:" + One, "Missing")]
    [InlineData("X-Gateway-Key: " + Wrong, "Wrong")]
    public void An_operator_gives_its_key_in_a_header(string lines, string expected) =>
        Assert.Equal(expected, Describe(KeyRule.JudgeOperator(Headers(lines), Keys)));

    [Theory]
    [InlineData("/x?token=" + One, "/x")]
    [InlineData("/x?token=" + One + "&a=%2f", "/x?a=%2f")]
    [InlineData("/x?a=%2F&token=" + One, "/x?a=%2F")]
    [InlineData("/x?a&token=" + One + "&b=c", "/x?a&b=c")]
    [InlineData("/x?&&token=" + One + "&&b", "/x?&&&b")]
    [InlineData("/x?%74oken=" + One + "&token=key%2Fof%2Btwo%3D0123456789%20abcdef", "/x")]
    [InlineData("/x?token=" + One + "&token=mine", "/x?token=mine")]
    [InlineData("/x?token=mine&token=" + One, "/x?token=mine")]
    [InlineData("/x?token=mine", "/x?token=mine")]
    [InlineData("/x?", "/x?")]
    [InlineData("/x", "/x")]
    [InlineData("http://localhost/x?token=" + One, "http://localhost/x")]
    public void Only_keys_are_cut_out_of_a_target(string target, string expected) =>
        Assert.Equal(expected, QueryToken.WithoutKeys(target, Keys) ?? target);

    [Fact]
    public void A_key_longer_than_any_is_nobodys()
    {
        var endless = new string('k', 100_000);

        Assert.Equal("Wrong", Describe(KeyRule.JudgeCaller("GET", "/x", Headers("X-Gateway-Key: " + endless), Keys, Logins)));
        Assert.Equal("Wrong", Describe(KeyRule.JudgeCaller("GET", "/x", Headers("Authorization: Basic bot:" + endless), Keys, Logins)));
        Assert.Equal("Wrong", Describe(KeyRule.JudgeCaller("GET", "/x?token=" + endless, Headers(string.Empty), Keys, Logins)));
    }

    private static KeyHolder Holder(string name, string key) => new(KeyHash.Of(key), new CallerDefinition { Name = name });

    private static string Describe(KeyFinding finding)
    {
        Assert.Equal(finding.Verdict == KeyVerdict.Valid, finding.Holder is not null);
        return finding.Holder?.Caller!.Name ?? finding.Verdict.ToString();
    }

    private static HeaderDictionary Headers(string lines)
    {
        var headers = new HeaderDictionary();
        foreach (var line in lines.Split('|', StringSplitOptions.RemoveEmptyEntries))
        {
            var (name, value) = (line[..line.IndexOf(':', StringComparison.Ordinal)], line[(line.IndexOf(':', StringComparison.Ordinal) + 2)..]);
            if (value.StartsWith("Basic ", StringComparison.OrdinalIgnoreCase))
            {
                value = value[..6] + Convert.ToBase64String(Encoding.UTF8.GetBytes(value[6..]));
            }

            headers.Append(name, value);
        }

        return headers;
    }
}
