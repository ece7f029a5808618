using Gateway.Core.Credentials;
using Gateway.Core.Stores;
using Gateway.Core.Tokens;

namespace Gateway.Cli;

/// <summary>What a person can do about the warnings of a status.</summary>
internal static class WarningText
{
    private const string ServerRights = "callers_have_server_rights";

    public static string Of(string code) => code switch
    {
        SessionWarning.TermsNotAccepted => "log in at the upstream's own site as this user, and read and accept its terms; requests may be refused until then.",
        SessionWarning.RefusedWithFreshToken => "the upstream refuses even tokens that are fresh; look whether this user may do what was asked.",
        CredentialWarning.ProfileReadableByOthers => "take the profile file away from other users: chmod 600.",
        CredentialWarning.SecretFileWritableByOthers => "others can write a file that holds a secret: chmod o-w.",
        StoreWarning.UnreadableRecord => "the log names a stored record that cannot be read, and why; put the missing key back, or unlock to count logins anew.",
        ServerRights => "the project's secret key goes with every request; take AccessType=server out unless each caller may do everything in the project.",
        _ => "see docs/sessions.md.",
    };
}
