namespace Gateway.Core.TwoFactor;

/// <summary>Brings second-factor codes without a person. Never throws for what goes wrong; only cancellation ends in an exception.</summary>
public interface ITwoFactorCodeSource
{
    /// <summary>Brings a code that may be sent at once; waits for one if it must.</summary>
    Task<CodeResult> GetAsync(CodeRequest request, CancellationToken cancellationToken);
}
