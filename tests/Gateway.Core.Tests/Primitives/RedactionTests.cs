using System.Net;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Gateway.Core.Primitives;

namespace Gateway.Core.Tests.Primitives;

public sealed class RedactionTests
{
    private const string Odd = "aB+c/d \"é\U0001F511\\9?=";

    [Fact]
    public void What_was_sent_is_masked_in_any_casing() =>
        Assert.Equal("Invalid: *** and ***", Redaction.Of("Invalid: Hunter22 and hunter22", new Secret("hunter22"), null));

    [Fact]
    public void Too_short_a_secret_masks_no_words() => Assert.Equal("a banana", Redaction.Of("a banana", new Secret("a")));

    public static TheoryData<string> Spellings => new()
    {
        Uri.EscapeDataString(Odd),
        Uri.EscapeDataString(Odd).ToLowerInvariant(),
        Uri.EscapeDataString(Uri.EscapeDataString(Odd)),
        WebEncode(Odd),
        string.Concat(Encoding.UTF8.GetBytes(Odd).Select(b => $"%{b:x2}")),
        JsonEncodedText.Encode(Odd).ToString(),
        HtmlEncoder.Default.Encode(Odd),
        WebUtility.HtmlEncode(Odd),
        WebUtility.HtmlEncode(WebUtility.HtmlEncode(Odd)),
        string.Concat(Odd.EnumerateRunes().Select(rune => $"&#{rune.Value};")),
        string.Concat(Odd.EnumerateRunes().Select(rune => $"&#x{rune.Value:x};")),
        JsonEncodedText.Encode(WebUtility.HtmlEncode(Odd)).ToString(),
        JsonEncodedText.Encode(Odd, JavaScriptEncoder.UnsafeRelaxedJsonEscaping).ToString(),
        JsonEncodedText.Encode(JsonEncodedText.Encode(Odd).ToString(), JavaScriptEncoder.UnsafeRelaxedJsonEscaping).ToString(),
        string.Concat(Odd.Select(c => $"\\u{(int)c:X4}")),
        JsonEncodedText.Encode(Odd, JavaScriptEncoder.UnsafeRelaxedJsonEscaping).ToString().Replace("/", "\\/", StringComparison.Ordinal),
    };

    [Theory]
    [MemberData(nameof(Spellings))]
    public void What_was_sent_is_masked_however_it_is_escaped(string spelling)
    {
        Assert.Equal("Invalid: *** 100% \\ wrong", Redaction.Of($"Invalid: {spelling} 100% \\ wrong", new Secret(Odd)));
        Assert.Equal("******", Redaction.Of(spelling + spelling, new Secret(Odd)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("b")]
    [InlineData("bo")]
    [InlineData("bot@example.com:")]
    public void What_was_sent_is_masked_in_base64_with_all_that_stands_around_it(string before)
    {
        var bytes = Encoding.UTF8.GetBytes($"{before}{Odd}!");

        Assert.Equal("Basic *** refused", Redaction.Of($"Basic {Convert.ToBase64String(bytes)} refused", new Secret(Odd)));
        Assert.Equal("Basic *** refused", Redaction.Of($"Basic {System.Buffers.Text.Base64Url.EncodeToString(bytes)} refused", new Secret(Odd)));
        Assert.Equal("Basic *** refused", Redaction.Of($"Basic {Convert.ToBase64String(Encoding.ASCII.GetBytes(before + "246810"))} refused", new Secret("246810")));
    }

    [Theory]
    [InlineData("100% of %zz, \\ and \\u12 at the end \\")]
    [InlineData("%")]
    [InlineData("\\")]
    [InlineData("\\ud83d alone")]
    [InlineData("YWJjZA== is another secret")]
    public void What_only_looks_like_an_escape_is_left_alone(string text) => Assert.Equal(text, Redaction.Of(text, new Secret(Odd)));

    private static string WebEncode(string text) => System.Net.WebUtility.UrlEncode(text);
}
