using System.Diagnostics.CodeAnalysis;
using Gateway.Core.Primitives;
using Gateway.Core.Sessions;

namespace Gateway.Tests.Proxying;

internal sealed class FakeDirectory(params FakeAccount[] accounts) : IAccountDirectory
{
    public IReadOnlyList<IAccountSession> All { get; set; } = accounts;

    public IAccountSession? Default { get; set; } = accounts.Length == 1 ? accounts[0] : null;

    public bool TryGet(AccountName name, [NotNullWhen(true)] out IAccountSession? account) =>
        (account = All.FirstOrDefault(candidate => candidate.Definition.Name == name)) is not null;
}
