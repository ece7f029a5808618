using Gateway.Core.Primitives;

namespace Gateway.Settings.Sections;

/// <summary>The places where an account's credentials could have been written and are not.</summary>
internal static class CredentialPlaces
{
    private static readonly string[] LoginKeys = ["Email", "Username"];
    private static readonly string[] PasswordKeys = ["Password", "PasswordFile"];

    /// <summary>By the names a person would set: the short ones first, where the account comes from them.</summary>
    public static TextList EmptyOnes(SettingsScope account)
    {
        var places = new List<string>();
        var hasLogin = LoginKeys.Any(account.Has);
        var hasPassword = PasswordKeys.Any(key => account.Tree[account.Key(key)] is not null);
        var hasProfile = account.Has("Profile");
        var isShort = account.Tree.UsesShortNames;
        AddWhere(!hasLogin, isShort, ["environment STX_EMAIL"], LoginKeys);
        AddWhere(!hasPassword, isShort, ["environment STX_PASSWORD", "environment STX_PASSWORD_FILE"], PasswordKeys);
        AddWhere(!hasProfile && places.Count > 0, isShort, ["environment STX_PROFILE"], ["Profile"]);
        return [.. places];

        void AddWhere(bool isEmpty, bool withShortNames, string[] shortNames, string[] keys)
        {
            if (isEmpty)
            {
                places.AddRange(withShortNames ? shortNames : []);
                places.AddRange(keys.Select(account.Key));
            }
        }
    }
}
