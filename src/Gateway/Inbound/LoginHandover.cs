using Gateway.Core.Primitives;
using Gateway.Placeholders;
using Gateway.Problems;

namespace Gateway.Inbound;

/// <summary>Hands one request over, and measures it for the caller that it is handed to.</summary>
internal sealed class LoginHandover(HttpContext context, KeyTable keys, KeyHolder known) : ILoginHandover
{
    private CallerGauge? _gauge;

    public Problem? HandOver(IEnumerable<Secret> passwords)
    {
        var holders = passwords.Select(password => keys.Find(password.Reveal())).OfType<KeyHolder>().Distinct().ToList();
        if (holders.Count > 1)
        {
            return InboundProblems.CallerKey(new KeyFinding(KeyVerdict.Wrong, Place: LoginKeyRule.Place), keys);
        }

        if (holders is not [{ Caller: { } caller } holder] || holder == known)
        {
            return null;
        }

        if (holder.Gauge is { } gauge)
        {
            if (gauge.Enter(caller) is { } wait)
            {
                return InboundProblems.Limit(caller.Name, wait);
            }

            _gauge = gauge;
        }

        // The placeholder is another caller's.
        var features = context.Features;
        var carried = features.Get<CarriedPlaceholder>()?.Account;
        features.Set<CarriedPlaceholder>(null);
        features.Set(new EndedPlaceholder([carried]));
        features.Set(caller);
        features.Set(holder.Standing);
        features.Set(new CallerIdentity(caller, holder.Hash, ByLogin: true, features.Get<CallerIdentity>()?.HasKey == true));
        return null;
    }

    /// <summary>Ends the measuring.</summary>
    public void Leave() => _gauge?.Leave();
}
