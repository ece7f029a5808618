namespace Sandbox.StackAuth.Wire;

/// <summary>What the headers of a call prove, weakest first.</summary>
internal enum AccessType
{
    None,
    Client,
    Server,
    Admin,
}
