using Gateway.Core.Credentials;
using Gateway.Core.Primitives;

namespace Gateway.Settings.Sections;

/// <summary>What an account's profile says about its upstream.</summary>
internal sealed record ProfileHint(AccountName Account, string Upstream, ProfileReference Profile, ProfilePlace Place);
