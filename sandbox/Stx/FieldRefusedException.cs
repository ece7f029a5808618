namespace Sandbox.Stx;

/// <summary>A root field that is answered by an error.</summary>
internal sealed class FieldRefusedException(string message) : Exception(message)
{
    public const string UnauthorizedText = "unauthorized";
    public const string WrongPasswordText = "Invalid email or password";
    public const string WrongCodeText = "Invalid two-factor code";
    public const string CodeExpiredText = "Two-factor code expired";
    public const string NoLoginText = "Two-factor session not found";
    public const string TermsText = "Terms and conditions must be accepted";

    public bool IsUnauthorized => Message == UnauthorizedText;

    public static FieldRefusedException Unauthorized() => new(UnauthorizedText);
}
