namespace Sandbox.StackAuth;

/// <summary>What came of reading an access token; <see cref="Token"/> is there when its signature and issuer are good.</summary>
internal sealed record ReadToken(TokenState State, AccessToken? Token)
{
    public static ReadToken None { get; } = new(TokenState.None, null);

    public static ReadToken Unknown { get; } = new(TokenState.Unknown, null);
}
