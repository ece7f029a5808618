using Gateway.Core.Primitives;

namespace Gateway.Core.Tests.Primitives;

public sealed class RedactionTests
{
    [Fact]
    public void What_was_sent_is_masked_in_any_casing() =>
        Assert.Equal("Invalid: *** and ***", Redaction.Of("Invalid: Hunter22 and hunter22", new Secret("hunter22"), null));

    [Fact]
    public void Too_short_a_secret_masks_no_words() => Assert.Equal("a banana", Redaction.Of("a banana", new Secret("a")));
}
