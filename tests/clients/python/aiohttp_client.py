"""A bot with aiohttp: HTTP, and a socket with compression offered and large messages."""
import asyncio

import aiohttp

from talk import BASE, LOGIN, PROFILE, SOCKET, echo, finish, message, plain, shape


async def main():
    async with aiohttp.ClientSession() as web:
        async with web.post(f"{BASE}/api/graphql", json=LOGIN) as answer:
            session = (await answer.json())["data"]["login"]
        headers = {"Authorization": f"Bearer {session['token']}"}
        result = {"login": shape(session)}
        async with web.post(f"{BASE}/api/graphql", json=PROFILE, headers=headers) as answer:
            result["profile"] = await answer.json()
        async with web.patch(f"{BASE}/api/v1/files?name=a+b", data=b"x" * 500_000, headers=headers) as answer:
            result["patch"] = echo(await answer.json())
        async with web.get(f"{BASE}/api/v1/stream?events=3", headers=headers) as answer:
            result["stream"] = (await answer.text()).split("\n")

        async with web.ws_connect(SOCKET + session["token"], compress=15) as socket:
            result["compressed"] = bool(socket.compress)
            await socket.ping(b"there?")
            messages = []
            for ref, topic in enumerate(["markets", f"portfolio:{session['userId']}", "portfolio:other"]):
                await socket.send_str(message(str(ref), topic, "phx_join"))
                messages.append(plain((await socket.receive()).data))
            await socket.send_str(message("9", "markets", "echo", {"text": "y" * 200_000}))
            messages.append(plain((await socket.receive()).data))
            result["messages"] = messages
            await socket.close(code=4002)
            result["closed"] = socket.close_code
        try:
            async with web.ws_connect(SOCKET.replace("vsn=2.0.0", "vsn=9") + session["token"]):
                result["refused"] = None
        except aiohttp.WSServerHandshakeError as refusal:
            result["refused"] = refusal.status
        finish(result)


asyncio.run(main())
