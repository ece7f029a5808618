using Gateway.Core.Primitives;
using Gateway.Problems;

namespace Gateway.Placeholders;

/// <summary>
/// A feature of requests on login paths whose caller is known by nothing but a placeholder in their headers. Clients go on sending the last
/// one that they had; who logs in is said by the login.
/// </summary>
internal interface ILoginHandover
{
    /// <summary>
    /// Makes a request that is a login and nothing else one of the caller whose key it gives as password; it stays as it is if it gives none.
    /// </summary>
    /// <returns>Why it is refused; null if it goes on.</returns>
    Problem? HandOver(IEnumerable<Secret> passwords);
}
