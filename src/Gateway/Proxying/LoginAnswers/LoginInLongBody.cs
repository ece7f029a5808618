namespace Gateway.Proxying.LoginAnswers;

/// <summary>A feature of a request whose body was cut off, because it held a login operation too far behind to be read.</summary>
internal sealed record LoginInLongBody;
