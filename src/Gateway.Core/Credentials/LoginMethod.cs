namespace Gateway.Core.Credentials;

/// <summary>How an account proves who it is. Compared by content; protocols derive the ways that only they know.</summary>
public abstract record LoginMethod
{
    /// <summary>Whether a password is looked for before a login.</summary>
    public virtual bool NeedsPassword => true;

    /// <summary>The name that the account logs in under, where that is neither its e-mail address nor its user name; else null.</summary>
    public virtual string? Login => null;
}
