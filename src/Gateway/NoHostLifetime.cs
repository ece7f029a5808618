namespace Gateway;

/// <summary>Leaves signals alone: they belong to whoever runs the process, which may be a test or a sample.</summary>
internal sealed class NoHostLifetime : IHostLifetime
{
    public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
