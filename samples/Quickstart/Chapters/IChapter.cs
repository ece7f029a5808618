namespace Quickstart.Chapters;

/// <summary>One thing that the gateway promises, played and measured.</summary>
internal interface IChapter
{
    string Title { get; }

    Task PlayAsync(Playground playground, Screen screen, CancellationToken cancellationToken);
}
