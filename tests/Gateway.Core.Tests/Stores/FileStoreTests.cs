using Gateway.Core.Primitives;
using Gateway.Core.Stores;
using Gateway.Core.Tests.Support;
using Gateway.Testing;
using Microsoft.Extensions.Logging;

namespace Gateway.Core.Tests.Stores;

public sealed class FileStoreTests : SessionStoreContract
{
    private readonly FakeClock _clock = new();
    private readonly TemporaryFolder _folder = new();

    private string BotFile => _folder.In("state", "accounts", "bot.json");

    private protected override TimeProvider Clock => _clock;

    private protected override IRecordBackend CreateBackend() =>
        new FileBackend(StateFolder.Open(_folder.In("state")).Folder!, _clock, new Logger<FileBackend>(Logs));

    private protected override Task PassAsync(TimeSpan time)
    {
        _clock.Advance(time);
        return Task.CompletedTask;
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        _folder.Dispose();
    }

    [Theory]
    [InlineData("")]
    [InlineData("not json at all")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"records":[]}""")]
    [InlineData("""{"records":{"session":1}}""")]
    [InlineData("""{"records":{"session":"AAAA"}""")]
    public async Task A_damaged_or_foreign_account_file_is_kept_aside_and_the_account_goes_on(string content)
    {
        await File.WriteAllTextAsync(BotFile, content, None);

        Assert.Equal(AccountRecords.Empty, await LoadAsync());
        await SaveAsync(RecordChange.Set(Samples.Device));

        var aside = Assert.Single(Directory.GetFiles(_folder.In("state", "accounts"), "bot.json.damaged-*"));
        Assert.Equal("bot.json.damaged-20300102T030405Z", Path.GetFileName(aside));
        Assert.Equal(content, await File.ReadAllTextAsync(aside, None));
        Assert.Contains(aside, Assert.Single(Logs.WithId(1210)), StringComparison.Ordinal);
        Assert.Equal(Samples.Device, (await LoadAsync()).Device);
    }

    [Fact]
    public async Task A_file_damaged_twice_in_a_second_is_kept_aside_twice()
    {
        foreach (var content in new[] { "one", "two" })
        {
            await File.WriteAllTextAsync(BotFile, content, None);
            _ = await LoadAsync();
        }

        var contents = Directory.GetFiles(_folder.In("state", "accounts"), "bot.json.damaged-*").Order().Select(File.ReadAllText);
        Assert.Equal(["one", "two"], contents);
    }

    [Fact]
    public async Task A_file_too_large_to_be_ours_is_kept_aside()
    {
        await File.WriteAllBytesAsync(BotFile, new byte[2 * 1024 * 1024], None);

        Assert.Equal(AccountRecords.Empty, await LoadAsync());
        Assert.Single(Directory.GetFiles(_folder.In("state", "accounts"), "bot.json.damaged-*"));
    }

    [Fact]
    public async Task An_envelope_that_is_no_base64_is_one_unreadable_record()
    {
        await SaveAsync(Samples.SetAll);
        await EditAsync("\"device\": \"", "\"device\": \"!");

        var loaded = await LoadAsync();

        Assert.Equal([RecordKind.Device], loaded.Unreadable);
        AssertSame(Samples.Session, loaded.Session);
        Assert.Empty(Logs.WithId(1210));
    }

    [Fact]
    public async Task The_old_file_is_kept_before_an_unreadable_record_is_replaced()
    {
        await SaveAsync(Samples.SetAll);
        await EditAsync("\"session\": \"", "\"session\": \"!");
        var before = await File.ReadAllTextAsync(BotFile, None);

        await SaveAsync(RecordChange.Set(Samples.Session));

        var aside = Assert.Single(Directory.GetFiles(_folder.In("state", "accounts"), "bot.json.unreadable-*"));
        Assert.Equal(before, await File.ReadAllTextAsync(aside, None));
        AssertPrivate(aside);
        Assert.Contains(aside, Assert.Single(Logs.WithId(1211)), StringComparison.Ordinal);
        Assert.Empty((await LoadAsync()).Unreadable);
    }

    [Fact]
    public async Task Records_of_a_kind_that_only_a_newer_version_knows_are_carried_along()
    {
        await SaveAsync(Samples.SetAll);
        await EditAsync("\"session\": \"", "\"novelty\": \"AAAA\",\n    \"session\": \"");

        await SaveAsync(RecordChange.Set(new DeviceIdentity("device-2")));

        Assert.Contains("\"novelty\": \"AAAA\"", await File.ReadAllTextAsync(BotFile, None), StringComparison.Ordinal);
        Assert.Equal("device-2", (await LoadAsync()).Device!.Id);
    }

    [Fact]
    public async Task A_disk_that_cannot_be_written_is_a_result_and_heals_and_the_old_content_stays()
    {
        await SaveAsync(RecordChange.Set(Samples.Device));

        // A folder in the temporary file's place: root, too, cannot write through it.
        _ = Directory.CreateDirectory(BotFile + ".tmp/occupied");
        await using (var lease = await AcquireAsync(Store))
        {
            Assert.Equal(
                StoreStatus.Unavailable, await Store.SaveAsync(Samples.Bot, lease, [RecordChange.Set(new DeviceIdentity("device-2"))], None));
        }

        Assert.False(Store.IsUp);
        Assert.Equal(Samples.Device, (await LoadAsync()).Device);
        Assert.True(Store.IsUp);

        Directory.Delete(BotFile + ".tmp", recursive: true);
        await SaveAsync(RecordChange.Set(new DeviceIdentity("device-3")));
        Assert.Equal("device-3", (await LoadAsync()).Device!.Id);
    }

    [Fact]
    public async Task A_folder_that_went_away_is_unavailable_and_not_an_empty_account()
    {
        await SaveAsync(RecordChange.Set(Samples.Device));
        Directory.Move(_folder.In("state", "accounts"), _folder.In("moved"));
        await File.WriteAllTextAsync(_folder.In("state", "accounts"), "in the way", None);

        var load = await Store.LoadAsync(Samples.Bot, None);

        Assert.Equal(StoreStatus.Unavailable, load.Status);
        Assert.Contains(_folder.In("state"), load.Reason, StringComparison.Ordinal);
        Assert.False(Store.IsUp);

        File.Delete(_folder.In("state", "accounts"));
        Directory.Move(_folder.In("moved"), _folder.In("state", "accounts"));
        Assert.Equal(Samples.Device, (await LoadAsync()).Device);
        Assert.True(Store.IsUp);
    }

    [Fact]
    public async Task Account_files_are_private_and_leave_nothing_beside_them()
    {
        await SaveAsync(Samples.SetAll);
        await SaveAsync(RecordChange.Remove(RecordKind.Logout));

        Assert.Equal([BotFile], Directory.GetFileSystemEntries(_folder.In("state", "accounts")));
        AssertPrivate(BotFile);
    }

    [Fact]
    public async Task A_closed_store_writes_nothing_into_a_folder_that_may_be_somebody_elses()
    {
        var lease = await AcquireAsync(Store);
        await Backend.DisposeAsync();

        Assert.Equal(StoreStatus.Unavailable, await Store.SaveAsync(Samples.Bot, lease, [RecordChange.Set(Samples.Device)], None));
        Assert.False(File.Exists(BotFile));
    }

    [Fact]
    public async Task Many_writers_of_many_accounts_do_not_disturb_each_other()
    {
        var accounts = Enumerable.Range(0, 20).Select(i => AccountName.Parse($"bot-{i}")).ToList();

        await Task.WhenAll(accounts.SelectMany(account => Enumerable.Range(0, 5).Select(async round =>
        {
            await using var lease = await AcquireAsync(Store, account);
            var status = await Store.SaveAsync(account, lease, [RecordChange.Set(new DeviceIdentity($"{account}-{round}"))], None);
            Assert.Equal(StoreStatus.Ok, status);
        })));

        foreach (var account in accounts)
        {
            Assert.StartsWith($"{account}-", (await Store.LoadAsync(account, None)).Value!.Device!.Id, StringComparison.Ordinal);
        }
    }

    private async Task EditAsync(string from, string to)
    {
        var text = await File.ReadAllTextAsync(BotFile, None);
        Assert.Contains(from, text, StringComparison.Ordinal);
        await File.WriteAllTextAsync(BotFile, text.Replace(from, to, StringComparison.Ordinal), None);
    }

    private static void AssertPrivate(string path)
    {
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, TemporaryFolder.ModeOf(path));
        }
    }
}
