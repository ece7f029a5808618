using Gateway.Core.Credentials;
using Gateway.Core.Sessions;

namespace Gateway.Core.Tests.Sessions;

public sealed class CredentialWarningTests
{
    [Fact]
    public async Task Warnings_about_credentials_are_shown_until_a_later_reading_has_none()
    {
        await using var engine = await Engine.StartAsync(prepare: engine => engine.Credentials.Warnings = [CredentialWarning.ProfileReadableByOthers]);
        var active = await engine.WhenStateAsync(AccountState.Active);
        Assert.Equal([CredentialWarning.ProfileReadableByOthers], active.Warnings);

        Assert.Null(await engine.Account.RefreshAsync(TestContext.Current.CancellationToken));
        Assert.Equal([CredentialWarning.ProfileReadableByOthers], engine.Snapshot.Warnings);

        engine.Credentials.Warnings = [CredentialWarning.SecretFileWritableByOthers];
        Assert.Null(await engine.Account.RefreshAsync(TestContext.Current.CancellationToken));
        Assert.Equal([CredentialWarning.SecretFileWritableByOthers], engine.Snapshot.Warnings);

        engine.Credentials.Warnings = [];
        Assert.Null(await engine.Account.RefreshAsync(TestContext.Current.CancellationToken));
        Assert.Empty(engine.Snapshot.Warnings);
    }

    [Fact]
    public async Task Warnings_about_credentials_stand_beside_a_rejection()
    {
        await using var engine = await Engine.StartAsync(prepare: engine =>
        {
            engine.Credentials.Password = "wrong";
            engine.Credentials.Warnings = [CredentialWarning.SecretFileWritableByOthers];
        });

        var rejected = await engine.WhenStateAsync(AccountState.Rejected);

        Assert.Equal([CredentialWarning.SecretFileWritableByOthers], rejected.Warnings);
    }
}
