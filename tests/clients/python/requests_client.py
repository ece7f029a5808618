"""A bot with requests."""
import hashlib

import requests

from talk import BASE, LOGIN, PROFILE, echo, finish, shape

session = requests.post(f"{BASE}/api/graphql", json=LOGIN, timeout=20).json()["data"]["login"]
bot = requests.Session()
bot.headers["Authorization"] = f"Bearer {session['token']}"
upload = bytes(range(256)) * 8192


def pieces():
    for start in range(0, len(upload), 100_000):
        yield upload[start : start + 100_000]


with bot.get(f"{BASE}/api/v1/stream?events=3", stream=True, timeout=20) as events:
    stream = [line for line in events.iter_lines(decode_unicode=True) if line]
download = bot.get(f"{BASE}/api/v1/chunked/3000000", timeout=20)
finish(
    {
        "login": shape(session),
        "profile": bot.post(f"{BASE}/api/graphql", json=PROFILE, timeout=20).json(),
        "get": echo(bot.get(f"{BASE}/api/v1/orders/a%2Fb?x=1&y=%20", timeout=20).json()),
        "put": echo(bot.put(f"{BASE}/api/v1/files", data=upload, timeout=20).json()),
        "chunked": echo(bot.post(f"{BASE}/api/v1/files", data=pieces(), timeout=20).json()),
        "delete": echo(bot.delete(f"{BASE}/api/v1/orders/1", timeout=20).json()),
        "download": [download.status_code, len(download.content), hashlib.sha256(download.content).hexdigest()],
        "gzip": [bot.get(f"{BASE}/api/v1/gzip", timeout=20).status_code],
        "missing": bot.get(f"{BASE}/api/v1/status/404", timeout=20).status_code,
        "stream": stream,
    }
)
