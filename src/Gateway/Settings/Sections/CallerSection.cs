using System.Collections.Immutable;
using Gateway.Core.Primitives;

namespace Gateway.Settings.Sections;

/// <summary><c>Gateway:Inbound:Callers:{c}</c>.</summary>
internal static class CallerSection
{
    private const int HighestRate = 100_000;
    private const int HighestConcurrency = 100_000;

    /// <summary>Reads one caller, and the hash of its key if that is good.</summary>
    public static (CallerDefinition Caller, KeyHash? Hash) Read(SettingsScope scope, string name, IReadOnlyCollection<string> accounts)
    {
        var key = KeySection.Read(scope, out var hash);
        var written = ReadHash(scope, hasKey: scope.Tree[scope.Key("Key")] is not null || scope.Has("KeyFile"));
        var account = scope.Text("Account") is { } bound ? ReadAccount(scope, "Account", bound, accounts) : null;
        ImmutableArray<AccountName> list = [.. scope.List("Accounts").Select(text => ReadAccount(scope, "Accounts", text, accounts)).OfType<AccountName>()];
        if (list.IsEmpty && scope.Has("Accounts"))
        {
            scope.Problem("Accounts", "names no account. Take the key out to allow all accounts.");
        }

        if (account is { } one && !list.IsEmpty && !list.Contains(one))
        {
            scope.Problem("Account", $"{one} is not among {scope.Key("Accounts")}. Take one of the two keys out.");
        }

        return (new CallerDefinition
        {
            Name = name,
            Key = key,
            Hash = written,
            Account = account,
            Accounts = list,
            ReadOnly = scope.Flag("ReadOnly", false),
            RequestsPerSecond = scope.Has("RequestsPerSecond") ? scope.Number("RequestsPerSecond", 1, 1, HighestRate) : null,
            Concurrency = scope.Has("Concurrency") ? scope.Number("Concurrency", 1, 1, HighestConcurrency) : null,
        }, hash ?? written);
    }

    private static KeyHash? ReadHash(SettingsScope scope, bool hasKey)
    {
        if (scope.Text("KeyHash") is not { } text)
        {
            if (!hasKey)
            {
                scope.Problem($"{scope.Path}: the caller has no key. Make one with gateway new-key and set {scope.Key("Key")}, {scope.Key("KeyFile")} or {scope.Key("KeyHash")}.");
            }

            return null;
        }

        if (hasKey)
        {
            scope.Problem("KeyHash", "is set, and so is the key itself. Keep one of them.");
        }

        if (!KeyHash.TryParse(text, out var hash))
        {
            scope.Problem("KeyHash", "is no hash of a key. Write sha256: and 64 hexadecimal digits, as gateway new-key prints them.");
        }

        return hash;
    }

    private static AccountName? ReadAccount(SettingsScope scope, string key, string text, IReadOnlyCollection<string> accounts)
    {
        if (AccountName.TryParse(text, out var name) && accounts.Contains(name.Value))
        {
            return name;
        }

        scope.Problem(key, accounts.Count == 0
            ? $"there is no account {Quoted.Name(text)}. Configure it."
            : $"there is no account {Quoted.Name(text)}. Use {Quoted.OneOf([.. accounts])}.");
        return null;
    }
}
