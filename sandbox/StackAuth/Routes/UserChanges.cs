using Sandbox.StackAuth.Wire;

namespace Sandbox.StackAuth.Routes;

/// <summary>The fields with which a user is made or changed; a client may send fewer than a server.</summary>
internal sealed class UserChanges
{
    private readonly List<Action<StackAuthUser>> _changes = [];
    private readonly Fields _fields;

    public UserChanges(Fields fields, bool forServer)
    {
        _fields = fields;
        Email = fields.Email("primary_email", strict: true, required: false) is { } email ? StackAuthService.Normal(email) : null;
        Text("primary_email", (user, _) => user.Email = Email);
        Text("display_name", (user, text) => user.DisplayName = text);
        Text("profile_image_url", (user, text) => user.ProfileImageUrl = text);
        Json("client_metadata", (user, json) => user.ClientMetadata = json);
        Flag("otp_auth_enabled", (user, flag) => user.OtpEnabled = flag);
        Flag("passkey_auth_enabled", (_, _) => { });
        Text("selected_team_id", (_, _) => { });
        Totp();
        if (forServer)
        {
            Password = fields.Text("password", max: 70, required: false);
            Json("client_read_only_metadata", (user, json) => user.ClientReadOnlyMetadata = json);
            Json("server_metadata", (user, json) => user.ServerMetadata = json);
            Flag("primary_email_verified", (user, flag) => user.EmailVerified = flag);
            Flag("primary_email_auth_enabled", (user, flag) => user.UsesEmailToSignIn = flag);
            Flag("restricted_by_admin", (user, flag) => user.RestrictedByAdmin = flag);
        }
    }

    public IReadOnlyList<string> Problems => _fields.Problems();

    public string? Email { get; }

    public string? Password { get; }

    public void ApplyTo(StackAuthUser user) => _changes.ForEach(change => change(user));

    private void Text(string name, Action<StackAuthUser, string?> change)
    {
        if (_fields.Has(name))
        {
            var text = _fields.Text(name, nullable: true);
            _changes.Add(user => change(user, text));
        }
    }

    private void Json(string name, Action<StackAuthUser, string> change)
    {
        if (_fields.Has(name))
        {
            var json = _fields.Json(name) ?? "null";
            _changes.Add(user => change(user, json));
        }
    }

    private void Flag(string name, Action<StackAuthUser, bool> change)
    {
        if (_fields.Flag(name) is { } flag)
        {
            _changes.Add(user => change(user, flag));
        }
    }

    private void Totp()
    {
        const string name = "totp_secret_base64";
        if (!_fields.Has(name))
        {
            return;
        }

        var text = _fields.Text(name, nullable: true);
        var key = new byte[text?.Length ?? 0];
        var length = 0;
        if (text is not null && !Convert.TryFromBase64String(text, key, out length))
        {
            _fields.Add(name, "must be valid base64");
        }

        _changes.Add(user => user.AuthenticatorKey = text is null ? null : key[..length]);
    }
}
