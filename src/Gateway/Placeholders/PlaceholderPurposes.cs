using Gateway.Core.Upstreams;

namespace Gateway.Placeholders;

/// <summary>Which placeholders may stand where.</summary>
internal static class PlaceholderPurposes
{
    private static readonly PlaceholderPurpose[] Access = [PlaceholderPurpose.Access];
    private static readonly PlaceholderPurpose[] Renewal = [PlaceholderPurpose.Refresh];
    private static readonly PlaceholderPurpose[] Dialogue = [PlaceholderPurpose.Session, PlaceholderPurpose.Attempt];

    /// <summary>What stands where an access token would.</summary>
    public static ReadOnlySpan<PlaceholderPurpose> OfBearer => Access;

    /// <summary>What the ticket of a login operation can be: a renewal gives a refresh token, all others what an answer before gave them.</summary>
    public static ReadOnlySpan<PlaceholderPurpose> OfTicket(LoginCallKind kind) => kind == LoginCallKind.Renew ? Renewal : Dialogue;
}
