using System.Diagnostics.CodeAnalysis;
using Gateway.Core.Primitives;
using Gateway.Core.Sessions;

namespace Gateway.Tests.Management;

internal sealed class FakeDirectory(params FakeAccount[] accounts) : IAccountDirectory
{
    public IReadOnlyList<IAccountSession> All => accounts;

    public IAccountSession? Default => accounts.Length == 1 ? accounts[0] : null;

    public bool TryGet(AccountName name, [NotNullWhen(true)] out IAccountSession? account)
    {
        account = accounts.FirstOrDefault(one => one.Definition.Name == name);
        return account is not null;
    }
}
