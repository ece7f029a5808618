using Gateway.Core.Primitives;
using Gateway.Core.Secrets;

namespace Gateway.Core.TwoFactor;

/// <summary>Makes codes from a shared secret. No time step is used twice, and none that is about to end.</summary>
internal sealed class TotpCodeSource(SecretReference secret, TimeProvider clock) : ITwoFactorCodeSource
{
    // What is sent later than this may arrive in the next step, and strict upstreams accept the current one only.
    private static readonly TimeSpan EndOfStep = TimeSpan.FromSeconds(5);

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
            if (step <= request.LastStep || left < EndOfStep)
            {
                await Task.Delay(left, clock, cancellationToken);
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
