namespace Quickstart;

/// <summary>The whole story in one number.</summary>
internal static class Ending
{
    public static void Show(Screen screen, Playground playground)
    {
        screen.Verbatim("");
        screen.Claim("logins in the whole story", playground.Journal.Logins, 1);
        screen.Say(screen.EverythingWasTrue
            ? "Every number above was measured: by the callers, or by the exchange."
            : "Something above is not so. That is a defect of the gateway or of this sample.");
    }
}
