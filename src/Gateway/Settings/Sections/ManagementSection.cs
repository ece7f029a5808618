namespace Gateway.Settings.Sections;

/// <summary><c>Gateway:Management</c>, as far as it says who may operate.</summary>
internal static class ManagementSection
{
    public static ManagementAccess Read(SettingsScope scope, out KeyHash? hash) =>
        new(KeySection.Read(scope, out hash), scope.Flag("AllowAnonymous", false));
}
