using Gateway.Core.Primitives;
using Gateway.Core.Secrets;

namespace Gateway.Core.TwoFactor;

/// <summary>Makes codes from a shared secret. No time step is used twice, and none that has just begun or is about to end.</summary>
internal sealed class TotpCodeSource(SecretReference secret, TimeProvider clock) : ITwoFactorCodeSource
{
    // What is sent later than this may arrive in the next step, and strict upstreams accept the current one only.
    private static readonly TimeSpan EndOfStep = TimeSpan.FromSeconds(5);

    // A clock that is less ahead than counts as skew must not send the code of a step that is still to come.
    private static readonly TimeSpan BeginOfStep = TimeSpan.FromSeconds(2);

    public async Task<CodeResult> GetAsync(CodeRequest request, CancellationToken cancellationToken)
    {
        var reading = SecretReader.Read(secret);
        if (reading.Value is not { } value)
        {
            return new CodeResult.Failed(reading.Problem!);
        }

        if (Base32.Decode(value.Reveal()) is not { } key)
        {
            return new CodeResult.Failed($"The secret of {secret.Setting} is not base32.");
        }

        while (true)
        {
            var now = clock.GetUtcNow() + request.Skew;
            var step = Totp.StepAt(now);
            var left = Totp.LeftAt(now);
            var wait = step <= request.LastStep || left < EndOfStep ? left + BeginOfStep
                : left > Totp.StepLength - BeginOfStep ? left - (Totp.StepLength - BeginOfStep)
                : TimeSpan.Zero;
            if (wait > TimeSpan.Zero)
            {
                // Delays are cut to whole milliseconds; one that ended too early would be asked for again and again.
                await Task.Delay(wait + TimeSpan.FromMilliseconds(1), clock, cancellationToken);
                continue;
            }

            var code = new Secret(Totp.Compute(key, step));
            // Judged after the code is made: the machine may have slept in between.
            if (Totp.StepAt(clock.GetUtcNow() + request.Skew) == step)
            {
                return new CodeResult.Found(code, step);
            }
        }
    }
}
