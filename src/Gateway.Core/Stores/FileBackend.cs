using System.Globalization;
using Gateway.Core.Primitives;
using Microsoft.Extensions.Logging;

namespace Gateway.Core.Stores;

/// <summary>One file for each account below a state folder that this process alone uses.</summary>
internal sealed partial class FileBackend(StateFolder folder, TimeProvider clock, ILogger<FileBackend> logger) : LocalBackend(clock)
{
    private const int MaxFileLength = 1024 * 1024;

    private readonly SemaphoreSlim _gate = new(1, 1);
    private bool _isClosed;

    public override Task<IReadOnlyDictionary<RecordKind, ReadOnlyMemory<byte>>> ReadAsync(AccountName account, CancellationToken cancellationToken) =>
        UseDiskAsync<IReadOnlyDictionary<RecordKind, ReadOnlyMemory<byte>>>(() => Read(account).Envelopes(), cancellationToken);

    public override Task<bool> WriteAsync(AccountName account, long fence, IReadOnlyList<RecordWrite> writes, CancellationToken cancellationToken) =>
        UseDiskAsync(() => Write(account, fence, writes), cancellationToken);

    public override async ValueTask DisposeAsync()
    {
        // The folder is given up only when the last write is through.
        await _gate.WaitAsync();
        _isClosed = true;
        folder.Dispose();
        _ = _gate.Release();
    }

    private async Task<T> UseDiskAsync<T>(Func<T> work, CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken);
        try
        {
            if (_isClosed)
            {
                throw new StoreUnavailableException("The store is closed.");
            }

            // Once begun it is carried through: half a write is what nobody asked for.
            return await Task.Run(work, CancellationToken.None);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new StoreUnavailableException($"The state folder {folder.Path} cannot be read or written: {failure.Message}", failure);
        }
        finally
        {
            _ = _gate.Release();
        }
    }

    private bool Write(AccountName account, long fence, IReadOnlyList<RecordWrite> writes)
    {
        if (!MayWrite(account, fence))
        {
            return false;
        }

        var path = folder.AccountPath(account);
        var file = Read(account);
        if (writes.Any(write => write.KeepOld))
        {
            var aside = Aside(path, "unreadable");
            File.Copy(path, aside);
            Log.UnreadableKeptAside(logger, account.Value, aside);
        }

        PrivateFiles.WriteAtomically(path, writes.Aggregate(file, static (written, write) => written.With(write)).ToBytes());
        return true;
    }

    private AccountFile Read(AccountName account)
    {
        var path = folder.AccountPath(account);
        byte[] content;
        try
        {
            using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
            content = new byte[Math.Min(stream.Length, MaxFileLength + 1)];
            stream.ReadExactly(content);
        }
        catch (FileNotFoundException)
        {
            return AccountFile.Empty;
        }

        if (content.Length <= MaxFileLength && AccountFile.Parse(content) is { } file)
        {
            return file;
        }

        var aside = Aside(path, "damaged");
        File.Move(path, aside);
        Log.DamagedFileKeptAside(logger, account.Value, path, aside);
        return AccountFile.Empty;
    }

    private string Aside(string path, string reason)
    {
        var stamped = string.Create(CultureInfo.InvariantCulture, $"{path}.{reason}-{Clock.GetUtcNow():yyyyMMdd'T'HHmmss'Z'}");
        var free = stamped;
        for (var number = 2; Path.Exists(free); number++)
        {
            free = $"{stamped}-{number.ToString(CultureInfo.InvariantCulture)}";
        }

        return free;
    }

    private static partial class Log
    {
        [LoggerMessage(1210, LogLevel.Error, "The file {Path} of account {Account} is damaged or none of the gateway's; it was renamed to {Aside} and the account starts with nothing stored", EventName = "DamagedFileKeptAside")]
        public static partial void DamagedFileKeptAside(ILogger logger, string account, string path, string aside);

        [LoggerMessage(1211, LogLevel.Warning, "An unreadable record of account {Account} is being replaced; the file with the old one was kept as {Aside}", EventName = "UnreadableKeptAside")]
        public static partial void UnreadableKeptAside(ILogger logger, string account, string aside);
    }
}
