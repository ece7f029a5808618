using Gateway.Settings.Sections;

namespace Gateway.Tests.Settings;

public sealed class EditDistanceTests
{
    [Theory]
    [InlineData("Store", "store", 0)]
    [InlineData("Store", "Stoer", 1)]
    [InlineData("Password", "Pasword", 1)]
    [InlineData("Kind", "", 4)]
    [InlineData("Url", "Uri", 1)]
    [InlineData("kitten", "sitting", 3)]
    public void It_counts_changes_and_swaps(string one, string other, int distance) =>
        Assert.Equal(distance, EditDistance.Between(one, other));
}
