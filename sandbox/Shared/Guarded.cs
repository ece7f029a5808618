namespace Sandbox.Shared;

/// <summary>Something whose properties one thread turns while others read them.</summary>
public abstract class Guarded
{
    private readonly Lock _lock = new();

    private protected Guarded()
    {
    }

    private protected T Read<T>(ref readonly T value)
    {
        lock (_lock)
        {
            return value;
        }
    }

    private protected void Write<T>(ref T place, T value)
    {
        lock (_lock)
        {
            place = value;
        }
    }
}
