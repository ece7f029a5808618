using Sandbox.StackAuth.Wire;

namespace Sandbox.StackAuth.Routes;

/// <summary>One method on one path below <c>/api/v1</c>; <c>{id}</c> stands for any one segment.</summary>
internal sealed record ApiRoute(string Method, string Pattern, string Operation, AccessType Access, Func<ApiRequest, ApiAnswer> Answer)
{
    private readonly string[] _segments = Pattern.Split('/');

    public bool Fits(string[] path, out string id)
    {
        id = "";
        if (path.Length != _segments.Length)
        {
            return false;
        }

        for (var index = 0; index < path.Length; index++)
        {
            if (_segments[index] == "{id}")
            {
                id = path[index];
            }
            else if (_segments[index] != path[index])
            {
                return false;
            }
        }

        return true;
    }
}
