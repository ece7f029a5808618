namespace Gateway.Settings;

/// <summary>
/// Looks at the settings files and the profile file every two seconds, by content. Good new settings are handed to
/// <paramref name="apply"/>; bad ones are logged with all their problems, and the old ones stay.
/// While the last ones were bad they are read again at every look, because what they miss may be another file that has come since.
/// </summary>
/// <param name="reader">Reads the settings.</param>
/// <param name="sources">What they are read from.</param>
/// <param name="started">The reading that the program started with.</param>
/// <param name="apply">Takes accounts, upstreams, callers and credentials of a new model; returns warnings, one sentence each.</param>
/// <param name="clock">The clock.</param>
/// <param name="logger">The log.</param>
internal sealed partial class SettingsWatcher(
    SettingsReader reader,
    SettingsSources sources,
    SettingsResult.Valid started,
    Func<GatewayModel, IReadOnlyList<string>> apply,
    TimeProvider clock,
    ILogger<SettingsWatcher> logger) : BackgroundService
{
    /// <summary>How often the files are looked at.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(2);

    private GatewayModel _running = started.Model;
    private SettingsFiles _files = started.Files ?? SettingsFiles.Take(sources);
    private string _changed = string.Empty;
    private string? _problems;

    /// <summary>Looks once. Not to be called while the service runs.</summary>
    internal void Look()
    {
        var files = SettingsFiles.Take(sources);
        var changed = files.ChangedSince(_files);
        _files = files;
        if (changed.Any(IsOfUse))
        {
            _changed = string.Join(", ", changed.Where(IsOfUse));
            Reread();
        }
        else if (_problems is not null)
        {
            Reread();
        }
    }

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                Look();
            }
            catch (Exception e)
            {
                Log.WatchFailed(logger, e);
            }
        }
    }

    /// <summary>The profile file may belong to other programs; it counts only if an account names a profile.</summary>
    private bool IsOfUse(string path) => path != sources.ProfileFile || _running.Accounts.Any(account => account.Credentials.Profile is not null);

    private void Reread()
    {
        switch (reader.ReadAgain(sources))
        {
            case SettingsResult.Valid valid:
                _problems = null;
                Take(valid, _changed);
                break;
            case SettingsResult.Invalid invalid:
                Reject(string.Join(Environment.NewLine, invalid.Problems));
                break;
        }
    }

    private void Reject(string problems)
    {
        if (problems != _problems)
        {
            Log.Rejected(logger, _changed, problems);
        }

        _problems = problems;
    }

    private void Take(SettingsResult.Valid valid, string changed)
    {
        var next = SettingsChange.WithoutRestart(_running, valid.Model);
        var warnings = apply(next);
        var waiting = SettingsChange.WaitingForRestart(_running, valid.Model);
        _running = next;
        Log.Applied(logger, changed);
        if (waiting.Count > 0)
        {
            Log.RestartNeeded(logger, string.Join(", ", waiting));
        }

        foreach (var warning in valid.Warnings.Concat(warnings))
        {
            Log.Warned(logger, warning);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(EventId = 2010, EventName = "SettingsApplied", Level = LogLevel.Information,
            Message = "Settings changed in {Files}: accounts, upstreams, callers and credentials apply from now on.")]
        public static partial void Applied(ILogger logger, string files);

        [LoggerMessage(EventId = 2011, EventName = "SettingsRejected", Level = LogLevel.Error,
            Message = "Settings changed in {Files} and cannot be used; the old ones stay in force. {Problems}")]
        public static partial void Rejected(ILogger logger, string files, string problems);

        [LoggerMessage(EventId = 2012, EventName = "SettingsRestartNeeded", Level = LogLevel.Warning,
            Message = "Changes under {Sections} do not apply while the gateway runs. Restart it to use them.")]
        public static partial void RestartNeeded(ILogger logger, string sections);

        [LoggerMessage(EventId = 2013, EventName = "SettingsWarning", Level = LogLevel.Warning, Message = "{Warning}")]
        public static partial void Warned(ILogger logger, string warning);

        [LoggerMessage(EventId = 2014, EventName = "SettingsWatchFailed", Level = LogLevel.Error,
            Message = "Changed settings could not be applied. The gateway goes on with what it has and looks again at the next change.")]
        public static partial void WatchFailed(ILogger logger, Exception exception);
    }
}
