using Gateway.Core.Credentials;
using Gateway.Core.Tokens;

namespace Gateway.Cli;

/// <summary>What a person can do about the warnings of a status.</summary>
internal static class WarningText
{
    public static string Of(string code) => code switch
    {
        SessionWarning.TermsNotAccepted => "log in at the upstream's own site as this user, and read and accept its terms; requests may be refused until then.",
        SessionWarning.RefusedWithFreshToken => "the upstream refuses even tokens that are fresh; look whether this user may do what was asked.",
        CredentialWarning.ProfileReadableByOthers => "take the profile file away from other users: chmod 600.",
        CredentialWarning.SecretFileWritableByOthers => "others can write a file that holds a secret: chmod o-w.",
        _ => "see docs/sessions.md.",
    };
}
