using Sandbox.StackAuth.Wire;

namespace Sandbox.StackAuth;

/// <summary>Mailed codes and attempt codes, and the one rule by which both are judged.</summary>
internal sealed class CodeDesk(StackAuthKnobs knobs, Func<DateTimeOffset> now)
{
    private readonly Lock _lock = new();
    private readonly List<VerificationCode> _codes = [];
    private readonly List<StackAuthMail> _mails = [];

    public IReadOnlyList<StackAuthMail> Mails
    {
        get
        {
            lock (_lock)
            {
                return [.. _mails];
            }
        }
    }

    public VerificationCode Send(StackAuthProject project, string email, string callbackUrl)
    {
        var code = new VerificationCode(project, CodeKind.Otp, email, null, now() + knobs.CodeLifetime);
        var typed = code.Text[..VerificationCode.TypedLength].ToUpperInvariant();
        var link = $"{callbackUrl}{(callbackUrl.Contains('?') ? '&' : '?')}code={code.Text}";
        lock (_lock)
        {
            _codes.Add(code);
            _mails.Add(new StackAuthMail(email, typed, link, now()));
        }

        return code;
    }

    public VerificationCode Begin(StackAuthUser user, bool isNewUser)
    {
        var code = new VerificationCode(user.Project, CodeKind.MfaAttempt, user.Email ?? "", user, now() + knobs.AttemptLifetime) { IsNewUser = isNewUser };
        lock (_lock)
        {
            _codes.Add(code);
        }

        return code;
    }

    /// <summary>
    /// Judges a code, and takes it unless <paramref name="keep"/>. Every call with the right nonce counts, whatever the first six characters.
    /// <paramref name="objection"/> is asked before the code is taken: what it objects to can be mended with the same code.
    /// </summary>
    public ApiAnswer? Judge(
        StackAuthProject project, CodeKind kind, string text, bool keep, Func<VerificationCode, ApiAnswer?> objection, out VerificationCode? code)
    {
        lock (_lock)
        {
            text = text.ToLowerInvariant();
            var near = _codes.FindAll(known => known.Project == project && known.Nonce == text[VerificationCode.TypedLength..]);
            code = near.Find(known => known.Text == text);
            var shown = code?.Shown ?? 0;
            near.ForEach(known => known.Shown++);
            var refusal =
                code is null ? KnownErrors.CodeNotFound
                : now() >= code.ExpiresAt ? KnownErrors.CodeExpired
                : code.IsUsed ? KnownErrors.CodeAlreadyUsed
                : shown >= knobs.CodeTries ? KnownErrors.CodeTriedTooOften
                // Both kinds share one table; the data of the other kind does not fit.
                : code.Kind != kind ? ApiAnswer.ServerError
                : objection(code);
            if (refusal is null && !keep)
            {
                code!.IsUsed = true;
            }

            return refusal;
        }
    }
}
