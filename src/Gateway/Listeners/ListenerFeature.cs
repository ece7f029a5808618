namespace Gateway.Listeners;

internal sealed record ListenerFeature(ListenerKind Kind, bool IsUnixSocket) : IListenerFeature;
