"""A bot with websockets."""
import asyncio
import json
import urllib.request

import websockets

from talk import BASE, CONTROL, LOGIN, SOCKET, finish, message, pause, plain, shape


def post(url, body):
    request = urllib.request.Request(url, json.dumps(body).encode(), {"Content-Type": "application/json"})
    with urllib.request.urlopen(request, timeout=20) as answer:
        return json.load(answer)


async def main():
    session = post(f"{BASE}/api/graphql", LOGIN)["data"]["login"]
    result = {"login": shape(session)}
    async with websockets.connect(SOCKET + session["token"], ping_interval=0.05) as socket:
        messages = []
        for ref, topic in enumerate(["market:7", f"user_info:{session['userUid']}", "nothing"]):
            await socket.send(message(str(ref), topic, "phx_join"))
            messages.append(plain(await socket.recv()))
        await (await socket.ping("still there?"))
        result["pong"] = True
        # A message in fragments.
        text = message("7", "market:7", "echo", {"text": "z" * 100_000})
        await socket.send([text[:10], text[10:50_000], text[50_000:]])
        messages.append(plain(await socket.recv()))
        result["messages"] = messages
        await asyncio.get_running_loop().run_in_executor(None, pause, "refresh")
        await asyncio.get_running_loop().run_in_executor(None, post, f"{CONTROL}/close-sockets", {"code": 4003, "reason": "enough"})
        try:
            await socket.recv()
        except websockets.ConnectionClosed as end:
            result["closed"] = [end.code, end.reason]
    finish(result)


asyncio.run(main())
