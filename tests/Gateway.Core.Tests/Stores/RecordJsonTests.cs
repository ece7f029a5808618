using System.Text;
using System.Text.Json;
using Gateway.Core.Stores;
using Gateway.Core.Tests.Support;

namespace Gateway.Core.Tests.Stores;

public sealed class RecordJsonTests
{
    private readonly RecordedLogs _logs = new();
    private readonly SessionCipher _cipher = new(EncryptionKeys.Random());

    [Fact]
    public void Members_that_only_a_newer_version_knows_are_passed_over()
    {
        var json = Encoding.UTF8.GetString(JsonSerializer.SerializeToUtf8Bytes(Samples.Session, RecordJson.TypeOf(RecordKind.Session)));

        var session = Decode(RecordKind.Session, json.Replace("{\"accessToken\"", "{\"novelty\":{\"a\":[1]},\"accessToken\"", StringComparison.Ordinal)).Session;

        Assert.Equal(Samples.AccessToken, session!.AccessToken.Reveal());
    }

    [Fact]
    public void Members_that_an_older_version_did_not_write_have_their_initial_value()
    {
        var session = Decode(RecordKind.Session, """
            {"accessToken":"a","issuedAt":"2030-01-02T03:04:05Z","expiresAt":"2030-01-02T04:04:05Z","version":1,"owner":{"authOrigin":"o","login":"l"}}
            """).Session;

        Assert.NotNull(session);
        Assert.Empty(session.Details);
        Assert.Empty(session.Warnings);
        Assert.Null(session.RefreshToken);
    }

    [Theory]
    [InlineData("session", "null")]
    [InlineData("session", "[]")]
    [InlineData("session", "{}")]
    [InlineData("session", """{"accessToken":"","issuedAt":"2030-01-02T03:04:05Z","expiresAt":"2030-01-02T04:04:05Z","version":1,"owner":{"authOrigin":"o","login":"l"}}""")]
    [InlineData("session", """{"accessToken":null,"issuedAt":"2030-01-02T03:04:05Z","expiresAt":"2030-01-02T04:04:05Z","version":1,"owner":{"authOrigin":"o","login":"l"}}""")]
    [InlineData("budget", "{}")]
    [InlineData("device", """{"id":null}""")]
    [InlineData("logout", """{"at":"yesterday"}""")]
    public void What_is_no_such_record_is_unreadable(string name, string json)
    {
        Assert.True(RecordKindNames.TryParse(name, out var kind));

        var records = Decode(kind, json);

        Assert.Equal([kind], records.Unreadable);
        Assert.Equal(AccountRecords.Empty, records with { Unreadable = AccountRecords.Empty.Unreadable });
        Assert.Single(_logs.WithId(1200));
    }

    [Fact]
    public void Names_of_kinds_are_lower_case_and_read_back()
    {
        foreach (var kind in Enum.GetValues<RecordKind>())
        {
            Assert.Matches("^[a-z]+$", kind.Name());
            Assert.True(RecordKindNames.TryParse(kind.Name(), out var parsed));
            Assert.Equal(kind, parsed);
        }

        Assert.False(RecordKindNames.TryParse("novelty", out _));
    }

    private AccountRecords Decode(RecordKind kind, string json)
    {
        var envelope = _cipher.Seal(Samples.Bot, kind, Encoding.UTF8.GetBytes(json));
        return new RecordCodec(_cipher, _logs).Decode(Samples.Bot, new Dictionary<RecordKind, ReadOnlyMemory<byte>> { [kind] = envelope });
    }
}
