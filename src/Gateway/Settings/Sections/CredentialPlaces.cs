using Gateway.Core.Primitives;
using Gateway.Core.Upstreams;

namespace Gateway.Settings.Sections;

/// <summary>The places where an account's credentials could have been written and are not.</summary>
internal static class CredentialPlaces
{
    private static readonly string[] LoginKeys = ["Email", "Username"];
    private static readonly string[] PasswordKeys = ["Password", "PasswordFile"];

    /// <summary>By the names a person would set: the short ones first, where the account comes from them.</summary>
    public static TextList EmptyOnes(SettingsScope account, AccountSetup setup)
    {
        var places = new List<string>();
        var hasLogin = LoginKeys.Any(account.Has);
        var hasPassword = !setup.Method.NeedsPassword || PasswordKeys.Any(account.IsWritten);
        var hasProfile = account.Has("Profile");
        var prefix = account.Tree.ShortNames;
        AddWhere(!hasLogin, [$"environment {prefix}_EMAIL"], setup.ByEmailOnly ? ["Email"] : LoginKeys);
        AddWhere(!hasPassword, [$"environment {prefix}_PASSWORD", $"environment {prefix}_PASSWORD_FILE"], PasswordKeys);
        AddWhere(!setup.ByEmailOnly && !hasProfile && places.Count > 0, [$"environment {prefix}_PROFILE"], ["Profile"]);
        return [.. places];

        void AddWhere(bool isEmpty, string[] shortNames, string[] keys)
        {
            if (isEmpty)
            {
                places.AddRange(prefix is null ? [] : shortNames);
                places.AddRange(keys.Select(account.Key));
            }
        }
    }
}
