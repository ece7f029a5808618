using System.Text;
using Gateway.EndToEnd.Support;

namespace Gateway.EndToEnd;

/// <summary>The other tests trust this search when it finds nothing.</summary>
public sealed class SecretSearchTests
{
    private const string Secret = "eyJ+a/secret that is long enough?";

    [Fact]
    public void Secrets_are_found_in_every_form()
    {
        byte[][] forms =
        [
            Encoding.UTF8.GetBytes($"x{Secret}y"),
            Encoding.Unicode.GetBytes($"x{Secret}y"),
            Encoding.UTF8.GetBytes(Uri.EscapeDataString($"x{Secret}y")),
            .. Enumerable.Range(0, 3).Select(before => Encoding.ASCII.GetBytes(Convert.ToBase64String(Encoding.UTF8.GetBytes($"{new string('x', before)}{Secret}yy")))),
        ];

        Assert.All(forms, form => Assert.Equal([Secret], SecretSearch.FindIn(form, [Secret])));
    }

    [Fact]
    public void What_is_not_there_is_not_found() =>
        Assert.Empty(SecretSearch.FindIn("eyJ+a/secret that is long enoug", [Secret]));
}
