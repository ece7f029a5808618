namespace Sandbox.StackAuth;

internal enum TokenAudience
{
    Regular,
    Restricted,
    Anonymous,
}
