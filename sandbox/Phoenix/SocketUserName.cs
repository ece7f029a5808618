namespace Sandbox.Phoenix;

/// <summary>Which of a user's two ids names it in private topics.</summary>
public enum SocketUserName
{
    UserId,
    UserUid,
    Either,
}
