using System.Globalization;
using System.Security.Cryptography;

namespace Sandbox.Stx;

/// <summary>Logins that wait for a code: sends codes, judges them, and forgets a login after too many wrong ones.</summary>
internal sealed class TwoFactorDesk(StxKnobs knobs, Func<DateTimeOffset> now)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, Pending> _pending = new(StringComparer.Ordinal);
    private readonly HashSet<(StxUser User, string DeviceId)> _trusted = [];
    private readonly HashSet<(StxUser User, long Step)> _usedSteps = [];
    private readonly List<StxMail> _mails = [];

    public IReadOnlyList<StxMail> Mails
    {
        get
        {
            lock (_lock)
            {
                return [.. _mails];
            }
        }
    }

    /// <summary>Whether a login from this device must be followed by a code.</summary>
    public bool IsNeeded(StxUser user, string? deviceId)
    {
        lock (_lock)
        {
            return user.RequiresTwoFactor && !(knobs.TwoFactorPerDevice && deviceId is not null && _trusted.Contains((user, deviceId)));
        }
    }

    public void Begin(StxSession session)
    {
        lock (_lock)
        {
            Send_NeedsLock(_pending[session.Id] = new Pending(session));
        }
    }

    /// <summary>Sends a fresh code for a login that waits; the one before dies.</summary>
    public bool SendAgain(string sessionId, string email)
    {
        lock (_lock)
        {
            if (Find_NeedsLock(sessionId, email) is not { } pending)
            {
                return false;
            }

            Send_NeedsLock(pending);
            return true;
        }
    }

    /// <summary>The session whose code this is. A code works once; a login ends with its last try.</summary>
    public StxSession Confirm(string code, string sessionId, string email)
    {
        lock (_lock)
        {
            var pending = Find_NeedsLock(sessionId, email) ?? throw new FieldRefusedException(FieldRefusedException.NoLoginText);
            if (now() >= pending.ExpiresAt)
            {
                _pending.Remove(sessionId);
                throw new FieldRefusedException(FieldRefusedException.CodeExpiredText);
            }

            if (!IsRight_NeedsLock(pending, code))
            {
                pending.WrongCodes++;
                if (pending.WrongCodes >= knobs.CodeTries)
                {
                    _pending.Remove(sessionId);
                }

                throw new FieldRefusedException(FieldRefusedException.WrongCodeText);
            }

            _pending.Remove(sessionId);
            if (pending.Session.DeviceId is { } device)
            {
                _trusted.Add((pending.Session.User, device));
            }

            return pending.Session;
        }
    }

    // A strict exchange: only the current step of an authenticator counts, and each step once.
    private bool IsRight_NeedsLock(Pending pending, string code)
    {
        var user = pending.Session.User;
        if (user.AuthenticatorKey is not { } key)
        {
            return code == pending.Code;
        }

        var step = Authenticator.StepAt(now());
        return code == Authenticator.Show(key, step) && _usedSteps.Add((user, step));
    }

    private Pending? Find_NeedsLock(string sessionId, string email) =>
        _pending.GetValueOrDefault(sessionId) is { } pending && pending.Session.User.IsNamed(email, email) ? pending : null;

    private void Send_NeedsLock(Pending pending)
    {
        pending.ExpiresAt = now() + knobs.CodeLifetime;
        if (pending.Session.User.AuthenticatorKey is not null)
        {
            return;
        }

        pending.Code = RandomNumberGenerator.GetInt32(1_000_000).ToString("D6", CultureInfo.InvariantCulture);
        _mails.Add(new StxMail(pending.Session.User.Email, pending.Code, pending.Session.Id, now()));
    }

    private sealed class Pending(StxSession session)
    {
        public StxSession Session { get; } = session;

        public string Code { get; set; } = string.Empty;

        public DateTimeOffset ExpiresAt { get; set; }

        public int WrongCodes { get; set; }
    }
}
