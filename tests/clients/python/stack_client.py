"""A service that calls Stack Auth's REST API with requests, as its guide for Python does."""
import os

import requests

from talk import BASE, EMAIL, PASSWORD, finish

HEADERS = {
    "x-stack-access-type": "server",
    "x-stack-project-id": os.environ["PROJECT_ID"],
    "x-stack-publishable-client-key": os.environ["PUBLISHABLE_CLIENT_KEY"],
    "x-stack-secret-server-key": os.environ["SECRET_SERVER_KEY"],
}
FIELDS = (
    "id", "display_name", "primary_email", "primary_email_verified", "profile_image_url", "signed_up_at_millis", "oauth_providers", "has_password",
    "auth_with_email",
)


class Refused(Exception):
    pass


def call(method, endpoint, headers=None, **arguments):
    answer = requests.request(method, f"{BASE}/{endpoint}", headers={**HEADERS, **(headers or {})}, timeout=20, **arguments)
    if answer.status_code >= 400:
        raise Refused(f"{answer.status_code} {answer.headers.get('x-stack-known-error')}")
    return answer.json()


def refusal(*arguments, **more):
    try:
        call(*arguments, **more)
    except Refused as refused:
        return str(refused)
    return "none"


class Client:
    def __init__(self):
        signed_in = call("POST", "api/v1/auth/password/sign-in", json={"email": EMAIL, "password": PASSWORD})
        self.names = sorted(signed_in)
        self.access_token = signed_in["access_token"]
        self.refresh_token = signed_in["refresh_token"]
        self.user_id = signed_in["user_id"]

    def bearer(self):
        return {"x-stack-access-token": self.access_token}

    def current_user(self):
        return call("GET", "api/v1/users/me", headers=self.bearer())

    def refresh(self):
        answer = call("POST", "api/v1/auth/sessions/current/refresh", headers={"x-stack-refresh-token": self.refresh_token})
        self.access_token = answer["access_token"]
        return sorted(answer)

    def sessions(self):
        # The guide asks without a user, which the server refuses.
        query = {"user_id": "me"} if os.environ["SESSIONS_NEED_USER_ID"] else None
        return call("GET", "api/v1/auth/sessions", headers=self.bearer(), params=query)["items"]

    def sign_out(self):
        return call("DELETE", "api/v1/auth/sessions/current", headers=self.bearer())


client = Client()
user = client.current_user()
result = {
    "sign_in": client.names,
    "user": {name: user[name] for name in FIELDS},
    "seen": user["last_active_at_millis"] > 0,
    "own": user["id"] == client.user_id,
    "refresh": client.refresh(),
    "after_refresh": client.current_user()["primary_email"],
}
current = [session for session in client.sessions() if session["is_current_session"]]
result["current"] = [len(current), sorted(current[0])]
# The guide ends the current session too; the server refuses that.
result["without_user"] = refusal("GET", "api/v1/auth/sessions", headers=client.bearer())
result["end_current"] = refusal("DELETE", f"api/v1/auth/sessions/{current[0]['id']}", headers=client.bearer(), params={"user_id": "me"})
result["unknown_refresh_token"] = refusal("POST", "api/v1/auth/sessions/current/refresh", headers={**client.bearer(), "x-stack-refresh-token": "nobodys"})
result["no_refresh_token"] = refusal("POST", "api/v1/auth/sessions/current/refresh", headers=client.bearer())
result["sign_out"] = client.sign_out()
finish(result)
