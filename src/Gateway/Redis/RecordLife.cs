using Gateway.Core.Stores;

namespace Gateway.Redis;

/// <summary>How long Redis keeps a record that nobody writes again. Long enough to be true of an account, so that what belonged to one goes.</summary>
internal static class RecordLife
{
    private static readonly TimeSpan Shortest = TimeSpan.FromMinutes(1);

    // The longest window that the settings allow a login budget is 30 days.
    private static readonly TimeSpan Budget = TimeSpan.FromDays(31);

    // A lapsed code must stay known as such: without the record the next start would have a new one mailed.
    private static readonly TimeSpan Challenge = TimeSpan.FromDays(30);

    private static readonly TimeSpan Totp = TimeSpan.FromDays(1);
    private static readonly TimeSpan Others = TimeSpan.FromDays(90);

    /// <summary>The life from now on; null for ever.</summary>
    public static TimeSpan? Of(RecordWrite write, DateTimeOffset now) => write.Kind switch
    {
        _ when write.UsefulUntil is { } until => until - now > Shortest ? until - now : Shortest,
        RecordKind.Challenge => Challenge,
        RecordKind.Budget => Budget,
        RecordKind.Totp => Totp,
        // The device id is what spares the account another code, an operator's logout holds until an operator ends it, and placeholders
        // that were signed must be known again.
        RecordKind.Device or RecordKind.Logout or RecordKind.Signing => null,
        _ => Others,
    };
}
