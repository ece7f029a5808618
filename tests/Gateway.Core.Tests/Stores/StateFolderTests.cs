using System.Text;
using Gateway.Core.Primitives;
using Gateway.Core.Secrets;
using Gateway.Core.Stores;
using Gateway.Core.Tests.Support;
using Gateway.Testing;

namespace Gateway.Core.Tests.Stores;

public sealed class StateFolderTests : IDisposable
{
    private static readonly CancellationToken None = CancellationToken.None;

    private readonly FakeClock _clock = new();
    private readonly TemporaryFolder _folder = new();
    private readonly RecordedLogs _logs = new();

    private string State => _folder.In("deep", "state");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_first_start_makes_a_private_folder_with_a_key()
    {
        await using var store = OpenStore();
        await SaveAsync(store);

        Assert.Equal(["accounts", "key", "lock"], Directory.GetFileSystemEntries(State).Select(Path.GetFileName).Order());
        Assert.Equal(32, Convert.FromBase64String(await File.ReadAllTextAsync(Path.Combine(State, "key"), None)).Length);
        Assert.Empty(_logs.WithId(1220));
        if (!OperatingSystem.IsWindows())
        {
            const UnixFileMode Mode600 = UnixFileMode.UserRead | UnixFileMode.UserWrite;
            Assert.Equal(Mode600 | UnixFileMode.UserExecute, File.GetUnixFileMode(State));
            Assert.Equal(Mode600 | UnixFileMode.UserExecute, File.GetUnixFileMode(Path.Combine(State, "accounts")));
            Assert.All(Directory.GetFiles(State, "*", SearchOption.AllDirectories), path => Assert.Equal(Mode600, TemporaryFolder.ModeOf(path)));
        }
    }

    [Fact]
    public async Task A_restart_finds_everything()
    {
        await using (var first = OpenStore())
        {
            await SaveAsync(first);
        }

        await using var second = OpenStore();
        var loaded = (await second.LoadAsync(Samples.Bot, None)).Value!;
        Assert.Equal(Samples.AccessToken, loaded.Session!.AccessToken.Reveal());
        Assert.Equal(Samples.Challenge, loaded.Challenge);
        Assert.Equal(Samples.Device, loaded.Device);
        Assert.Empty(loaded.Unreadable);
    }

    [Fact]
    public async Task No_secret_and_no_login_lies_in_clear_anywhere_in_the_folder()
    {
        await using var store = OpenStore();
        await SaveAsync(store);
        string[] secrets = [Samples.AccessToken, Samples.RefreshToken, Samples.SessionId, Samples.ChallengeReference, Samples.Login];

        foreach (var path in Directory.GetFiles(State, "*", SearchOption.AllDirectories).Where(path => Path.GetFileName(path) != "lock"))
        {
            var content = await File.ReadAllBytesAsync(path, None);
            Assert.All(secrets, secret => Assert.Equal(-1, content.AsSpan().IndexOf(Encoding.UTF8.GetBytes(secret))));
            Assert.All(secrets, secret => Assert.Equal(-1, content.AsSpan().IndexOf(Encoding.Unicode.GetBytes(secret))));

            // Base64 shows a text in one of three shapes; the middle of each does not depend on what stands around it.
            Assert.All(secrets, secret => Assert.All(
                Enumerable.Range(0, 3).Select(shift => Convert.ToBase64String(Encoding.UTF8.GetBytes(new string('x', shift) + secret))[4..^4]),
                shape => Assert.Equal(-1, content.AsSpan().IndexOf(Encoding.UTF8.GetBytes(shape)))));
        }
    }

    [Fact]
    public async Task A_second_opener_is_refused_until_the_first_is_gone()
    {
        await using (OpenStore())
        {
            var message = Refusal(State);
            Assert.Contains("in use by another gateway process", message, StringComparison.Ordinal);
            Assert.Contains(State, message, StringComparison.Ordinal);
            Assert.Contains("Gateway:Store:Path", message, StringComparison.Ordinal);
        }

        await using var next = OpenStore();
        Assert.True(next.IsUp);
    }

    [Fact]
    public async Task A_refused_opening_does_not_keep_the_folder_locked()
    {
        _ = Refusal(State, new SecretReference.Inline("Gateway:Store:EncryptionKey", new Secret("no key")));

        await using var store = OpenStore();
        Assert.True(store.IsUp);
    }

    [Fact]
    public async Task A_lock_file_left_by_a_dead_process_is_no_lock()
    {
        _ = Directory.CreateDirectory(State);
        await File.WriteAllTextAsync(Path.Combine(State, "lock"), "12345", None);

        await using var store = OpenStore();
        Assert.True(store.IsUp);
    }

    [Fact]
    public async Task Temporary_files_of_a_crash_are_ignored_and_cleaned()
    {
        await using (var first = OpenStore())
        {
            await SaveAsync(first);
        }

        var halfWritten = Path.Combine(State, "accounts", "bot.json.tmp");
        var halfKey = Path.Combine(State, "key.tmp");
        await File.WriteAllTextAsync(halfWritten, """{"records":{"sess""", None);
        await File.WriteAllTextAsync(halfKey, "AAAA", None);

        await using var second = OpenStore();

        Assert.False(File.Exists(halfWritten));
        Assert.False(File.Exists(halfKey));
        Assert.NotNull((await second.LoadAsync(Samples.Bot, None)).Value!.Session);
    }

    [Theory]
    [InlineData("")]
    [InlineData("not base64!")]
    [InlineData("AAAA")]
    public void A_damaged_key_file_is_refused_and_left_as_it_is(string content)
    {
        _ = Directory.CreateDirectory(State);
        var key = Path.Combine(State, "key");
        File.WriteAllText(key, content);

        var message = Refusal(State);

        Assert.Contains(key, message, StringComparison.Ordinal);
        Assert.Contains("backup", message, StringComparison.Ordinal);
        Assert.Contains("logs in again", message, StringComparison.Ordinal);
        Assert.Equal(content, File.ReadAllText(key));
    }

    [Fact]
    public void A_folder_in_the_place_of_the_key_file_is_refused()
    {
        _ = Directory.CreateDirectory(Path.Combine(State, "key"));

        Assert.Contains("is a folder", Refusal(State), StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_that_cannot_be_made_is_refused_with_the_ways_out()
    {
        var file = _folder.Write("file", "in the way");

        foreach (var path in new[] { file, Path.Combine(file, "state") })
        {
            var message = Refusal(path);
            Assert.Contains(path, message, StringComparison.Ordinal);
            Assert.Contains("Gateway:Store:Path", message, StringComparison.Ordinal);
            Assert.Contains("Gateway:Store:Kind=Memory", message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_folder_whose_accounts_cannot_be_written_is_refused()
    {
        _ = Directory.CreateDirectory(State);
        File.WriteAllText(Path.Combine(State, "accounts"), "in the way");

        Assert.Contains("cannot be used", Refusal(State), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Loose_modes_of_folder_and_key_are_a_warning()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "No such modes.");
        await OpenStore().DisposeAsync();
        TemporaryFolder.SetMode(State, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.GroupRead);
        TemporaryFolder.SetMode(Path.Combine(State, "key"), UnixFileMode.UserRead | UnixFileMode.OtherRead);

        await using var store = OpenStore();

        Assert.Equal([State, Path.Combine(State, "key")], _logs.WithId(1220).Select(line => line.Split(' ')[0]));
    }

    [Fact]
    public async Task A_configured_key_takes_the_place_of_the_key_file()
    {
        await using var store = OpenStore(KeySetting(EncryptionKey.Random().ToBase64()));

        Assert.False(File.Exists(Path.Combine(State, "key")));
    }

    [Fact]
    public async Task Configured_keys_rotate()
    {
        var (older, newer) = (EncryptionKey.Random().ToBase64(), EncryptionKey.Random().ToBase64());
        await using (var first = OpenStore(KeySetting(older)))
        {
            await SaveAsync(first);
        }

        await using (var second = OpenStore(KeySetting($"{newer}, {older}")))
        {
            Assert.Empty((await second.LoadAsync(Samples.Bot, None)).Value!.Unreadable);
            await SaveAsync(second);
        }

        await using var third = OpenStore(KeySetting(newer));
        Assert.NotNull((await third.LoadAsync(Samples.Bot, None)).Value!.Session);
        Assert.Empty((await third.LoadAsync(Samples.Bot, None)).Value!.Unreadable);
    }

    [Fact]
    public async Task A_configured_key_is_read_from_its_file()
    {
        var path = _folder.Write("mounted", EncryptionKey.Random().ToBase64() + "\n");

        await using var store = OpenStore(new SecretReference.InFile("Gateway:Store:EncryptionKeyFile", path));

        Assert.True(store.IsUp);
    }

    [Theory]
    [InlineData("short")]
    [InlineData("AAAA")]
    [InlineData(",")]
    [InlineData("AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=,AAAA")]
    public void A_configured_key_that_is_none_is_refused_without_printing_it(string key)
    {
        var message = Refusal(State, KeySetting(key));

        Assert.Contains("Gateway:Store:EncryptionKey", message, StringComparison.Ordinal);
        Assert.Contains("openssl rand -base64 32", message, StringComparison.Ordinal);
        Assert.DoesNotContain("AAAA", message, StringComparison.Ordinal);
        Assert.DoesNotContain("short", message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_configured_key_file_that_is_missing_is_refused()
    {
        var path = _folder.In("nowhere");

        var message = Refusal(State, new SecretReference.InFile("Gateway:Store:EncryptionKeyFile", path));

        Assert.Equal($"The file {path} of Gateway:Store:EncryptionKeyFile does not exist.", message);
    }

    private static SecretReference.Inline KeySetting(string keys) => new("Gateway:Store:EncryptionKey", new Secret(keys));

    private static async Task SaveAsync(ISessionStore store)
    {
        await using var lease = (await store.AcquireAsync(Samples.Bot, TimeSpan.Zero, None)).Value;
        Assert.Equal(StoreStatus.Ok, await store.SaveAsync(Samples.Bot, lease!, Samples.SetAll, None));
    }

    private ISessionStore OpenStore(SecretReference? key = null) =>
        Assert.IsType<StoreOpening.Opened>(SessionStores.OpenFile(State, key, _clock, _logs)).Store;

    private string Refusal(string path, SecretReference? key = null) =>
        Assert.IsType<StoreOpening.Refused>(SessionStores.OpenFile(path, key, _clock, _logs)).Message;
}
