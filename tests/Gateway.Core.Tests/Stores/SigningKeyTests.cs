using System.Text;
using Gateway.Core.Primitives;
using Gateway.Core.Stores;
using Gateway.Core.Tests.Sessions;
using Gateway.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace Gateway.Core.Tests.Stores;

public sealed class SigningKeyTests
{
    private static readonly byte[] Text = Encoding.ASCII.GetBytes("text");

    [Fact]
    public async Task An_encrypted_store_derives_one_key_from_each_of_its_own()
    {
        var (first, second) = (EncryptionKey.Random(), EncryptionKey.Random());

        var both = new SessionCipher(new EncryptionKeys([first, second])).SigningKeys;
        var turned = new SessionCipher(new EncryptionKeys([second, first])).SigningKeys;
        await using var store = SessionStores.Memory(new FakeClock(), NullLoggerFactory.Instance);

        Assert.Equal([both[0].Id, both[1].Id], [turned[1].Id, turned[0].Id]);
        Assert.NotEqual(both[0].Id, both[1].Id);
        Assert.True(turned[1].IsSignature(Text, Sign(both[0])));
        Assert.False(turned[0].IsSignature(Text, Sign(both[0])));
        Assert.False(both[0].IsSignature(Text, []));
        Assert.Equal(store.SigningKeys, await SigningKeys.LoadAsync(store, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_store_without_keys_keeps_one_that_all_find()
    {
        await using var inner = SessionStores.Memory(new FakeClock(), NullLoggerFactory.Instance);
        // The switch passes the records on and not the keys, as a plaintext store has none.
        var store = new SwitchableStore(inner) { IsDown = true };
        Assert.Empty(await SigningKeys.LoadAsync(store, TestContext.Current.CancellationToken));

        store.IsDown = false;
        var made = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => SigningKeys.LoadAsync(store, TestContext.Current.CancellationToken).AsTask()));
        var found = await SigningKeys.LoadAsync(new SwitchableStore(inner), TestContext.Current.CancellationToken);

        Assert.All(made, keys => Assert.Equal(Assert.Single(found).Id, Assert.Single(keys).Id));
        Assert.Equal([RecordKind.Signing], store.Saved);
    }

    [Fact]
    public void A_signing_key_that_is_none_is_not_used() =>
        Assert.Null(SigningKey.From(new SigningSecret(new Secret("c2hvcnQ="))));

    private static byte[] Sign(SigningKey key)
    {
        var signature = new byte[SigningKey.Length];
        key.Sign(Text, signature);
        return signature;
    }
}
