namespace Gateway.Core.Primitives;

/// <summary>Shows enough of a value to recognise it and too little to use it.</summary>
public static class Masked
{
    /// <summary><c>jane.doe@example.com</c> becomes <c>j***@example.com</c>; null stays null.</summary>
    public static string? Email(string? email)
    {
        if (string.IsNullOrEmpty(email))
        {
            return null;
        }

        var at = email.LastIndexOf('@');
        return at <= 0 ? Secret.Mask : $"{email[0]}{Secret.Mask}{email[at..]}";
    }
}
