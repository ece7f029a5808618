"""How a script talks with the test that runs it: lines on its output, an answer to each pause on its input."""
import json
import os
import sys

BASE = os.environ["BASE_URL"].rstrip("/")
CONTROL = os.environ["CONTROL_URL"].rstrip("/") + "/sandbox"
EMAIL = os.environ["EMAIL"]
PASSWORD = os.environ["PASSWORD"]
SOCKET = BASE.replace("http", "ws", 1) + "/socket/websocket?vsn=2.0.0&token="

LOGIN = {
    "query": "mutation Login($creds: LoginCredentials!) { login(credentials: $creds) "
    "{ userId userUid sessionId token refreshToken promptTwoFactorAuth } }",
    "variables": {"creds": {"email": EMAIL, "password": PASSWORD}},
}
PROFILE = {"query": "{ userProfile { email } }"}


def shape(session):
    """What of a login answer is the same each time."""
    return {
        "token": len(session["token"].split(".")),
        "refreshToken": len(session["refreshToken"]) > 0,
        "userId": session["userId"],
        "userUid": session["userUid"],
        "prompt": session["promptTwoFactorAuth"],
    }


def echo(answer):
    """What of an echoed request must be the same, however it came."""
    return {name: answer[name] for name in ("method", "rawTarget", "owner", "bodyLength", "bodySha256")}


def message(ref, topic, event, payload=None):
    return json.dumps([ref, ref, topic, event, payload or {}])


def plain(text):
    """A message without its numbers."""
    _, _, topic, event, payload = json.loads(text)
    return [topic, event, payload]


def pause(name):
    print(json.dumps({"pause": name}), flush=True)
    sys.stdin.readline()


def finish(result):
    print(json.dumps({"result": result}), flush=True)
