using System.Text.Json.Nodes;

namespace Sandbox.StackAuth.Routes;

/// <summary>What is told about a user; a server is told more than a client.</summary>
internal static class UserView
{
    public static JsonObject Of(StackAuthUser user, bool forServer)
    {
        var reason = user.RestrictedReason;
        var view = new JsonObject
        {
            ["id"] = user.Id,
            ["primary_email"] = user.Email,
            ["primary_email_verified"] = user.EmailVerified,
            ["display_name"] = user.DisplayName,
            ["client_metadata"] = JsonNode.Parse(user.ClientMetadata),
            ["client_read_only_metadata"] = JsonNode.Parse(user.ClientReadOnlyMetadata),
            ["profile_image_url"] = user.ProfileImageUrl,
            ["signed_up_at_millis"] = user.SignedUpAt.ToUnixTimeMilliseconds(),
            ["has_password"] = user.Password is not null,
            ["auth_with_email"] = user.UsesEmailToSignIn && (user.Password is not null || user.OtpEnabled),
            ["oauth_providers"] = new JsonArray(),
            ["selected_team_id"] = null,
            ["selected_team"] = null,
            ["requires_totp_mfa"] = user.RequiresTotp,
            ["otp_auth_enabled"] = user.OtpEnabled,
            ["passkey_auth_enabled"] = false,
            ["is_anonymous"] = user.IsAnonymous,
            ["is_restricted"] = reason is not null,
            ["restricted_reason"] = reason is null ? null : new JsonObject { ["type"] = reason },
            ["restricted_by_admin"] = user.RestrictedByAdmin,
            ["restricted_by_admin_reason"] = null,
        };
        if (forServer)
        {
            view["server_metadata"] = JsonNode.Parse(user.ServerMetadata);
            view["primary_email_auth_enabled"] = user.UsesEmailToSignIn;
            view["last_active_at_millis"] = user.LastActiveAt.ToUnixTimeMilliseconds();
            view["restricted_by_admin_private_details"] = null;
            view["country_code"] = null;
            view["risk_scores"] = new JsonObject { ["sign_up"] = new JsonObject { ["bot"] = 0, ["free_trial_abuse"] = 0 } };
        }

        return view;
    }
}
