using Quickstart.Chapters;

namespace Quickstart;

/// <summary>The story from its beginning to its end, and what stays open after it.</summary>
internal static class Story
{
    private static readonly IChapter[] Chapters = [new OneLogin(), new WhoseAnswer(), new RefreshUnderLoad(), new RestartWithoutLogin()];

    /// <summary>Tells the story; true if it came to its end, or was ended by hand, and every claim on the screen was true.</summary>
    public static async Task<bool> RunAsync(bool once, Screen screen, CancellationToken cancellationToken)
    {
        var told = false;
        await using var playground = await Playground.StartAsync(cancellationToken);
        Opening.Show(screen, playground);
        try
        {
            for (var number = 1; number <= Chapters.Length; number++)
            {
                var chapter = Chapters[number - 1];
                screen.Chapter(number, chapter.Title);
                await chapter.PlayAsync(playground, screen, cancellationToken);
            }

            Ending.Show(screen, playground);
            told = true;
            if (!once)
            {
                Invitation.Show(screen, playground);
                await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            screen.Say("Stopped.");
        }

        return screen.EverythingWasTrue && (told || !once);
    }
}
