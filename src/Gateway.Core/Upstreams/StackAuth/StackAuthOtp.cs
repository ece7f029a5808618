using Gateway.Core.Credentials;

namespace Gateway.Core.Upstreams.StackAuth;

/// <summary>By a code that is mailed to the account's address.</summary>
/// <param name="CallbackUrl">A URL that the project trusts; the link in the mail leads there, the code works without it.</param>
internal sealed record StackAuthOtp(string CallbackUrl) : LoginMethod
{
    public override bool NeedsPassword => false;
}
