using Gateway.Core.Credentials;

namespace Gateway.Core.Upstreams.StackAuth;

/// <summary>By the project's secret server key, which makes sessions for any user, without password and second factor.</summary>
/// <param name="UserId">The user's id.</param>
internal sealed record StackAuthServerSession(string UserId) : LoginMethod
{
    public override bool NeedsPassword => false;

    public override string Login => UserId;
}
