using System.Globalization;
using System.Text.Json;
using Gateway.Core.Credentials;
using Gateway.Core.Primitives;
using Gateway.Core.Secrets;
using Gateway.Core.Tests.Stores;

namespace Gateway.Core.Tests.Primitives;

public sealed class SecretTests
{
    private const string Value = "the-value-itself";

    private static readonly Secret Hidden = new(Value);

    [Fact]
    public void It_prints_a_mask_however_it_is_printed()
    {
        object boxed = Hidden;

        Assert.Equal("***", Hidden.ToString());
        Assert.Equal("***", $"{Hidden}");
        Assert.Equal("***", string.Format(CultureInfo.InvariantCulture, "{0}", boxed));
        Assert.Equal("***", string.Concat(boxed));
        Assert.Equal("a ***", "a " + Hidden);
    }

    [Fact]
    public void It_prints_a_mask_within_records()
    {
        Assert.DoesNotContain(Value, new LoginCredentials("a", null, Hidden).ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain(Value, new SecretReference.Inline("s", Hidden).ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("in-clear-", Samples.Session.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("in-clear-", Samples.Challenge.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void It_is_a_mask_in_json()
    {
        Assert.Equal("\"***\"", JsonSerializer.Serialize(Hidden));
        Assert.DoesNotContain(Value, JsonSerializer.Serialize(new LoginCredentials("a", null, Hidden)), StringComparison.Ordinal);
        Assert.DoesNotContain("in-clear-", JsonSerializer.Serialize(Samples.Session), StringComparison.Ordinal);
    }

    [Fact]
    public void It_cannot_be_read_from_json_by_accident() =>
        Assert.Throws<NotSupportedException>(() => JsonSerializer.Deserialize<Secret>("\"text\""));

    [Fact]
    public void It_stays_out_of_exception_texts()
    {
        var failure = new InvalidOperationException($"Refused: {Hidden}", new FormatException(Hidden.ToString()));

        Assert.DoesNotContain(Value, failure.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void It_has_no_member_that_shows_it_but_Reveal()
    {
        Assert.Equal(Value, Hidden.Reveal());
        Assert.Empty(typeof(Secret).GetProperties());
        Assert.Equal(["Reveal"], typeof(Secret).GetMethods()
            .Where(method => method.ReturnType == typeof(string) && method.DeclaringType == typeof(Secret) && method.Name != nameof(ToString))
            .Select(method => method.Name));
        Assert.DoesNotContain(typeof(Secret).GetMethods(), method => method.Name is "op_Implicit" or "op_Explicit");
    }

    [Fact]
    public void Equal_values_are_equal_secrets()
    {
        Assert.Equal(new Secret(Value), Hidden);
        Assert.Equal(new Secret(Value).GetHashCode(), Hidden.GetHashCode());
        Assert.NotEqual(new Secret(Value + "x"), Hidden);
        Assert.NotEqual(new Secret(Value.ToUpperInvariant()), Hidden);
        Assert.False(Hidden.Equals((object)Value));
        Assert.False(Hidden.Equals(null));
    }

    [Fact]
    public void An_empty_secret_is_a_missing_secret()
    {
        Assert.Throws<ArgumentException>(() => new Secret(string.Empty));
        Assert.Null(Secret.OrNull(null));
        Assert.Null(Secret.OrNull(string.Empty));
        Assert.Equal(" ", Secret.OrNull(" ")?.Reveal());
    }
}
