"""A bot with websocket-client, which sends an Origin of its own."""
import json
import urllib.request

import websocket

from talk import BASE, LOGIN, SOCKET, finish, message, plain, shape

request = urllib.request.Request(f"{BASE}/api/graphql", json.dumps(LOGIN).encode(), {"Content-Type": "application/json"})
with urllib.request.urlopen(request, timeout=20) as answer:
    session = json.load(answer)["data"]["login"]

result = {"login": shape(session), "messages": []}
socket = websocket.create_connection(SOCKET + session["token"], timeout=20)
for ref, topic in enumerate(["market_updates", f"active_trades:{session['userId']}", "active_trades:other"]):
    socket.send(message(str(ref), topic, "phx_join"))
    result["messages"].append(plain(socket.recv()))
socket.ping("p")
opcode, frame = socket.recv_data_frame(control_frame=True)
result["pong"] = [opcode, frame.data.decode()]
socket.close(status=1000)

# Without a token a socket serves public topics only; through the gateway it has the account's.
socket = websocket.create_connection(SOCKET.removesuffix("&token="), timeout=20)
socket.send(message("1", "markets", "phx_join"))
result["messages"].append(plain(socket.recv()))
socket.close()
finish(result)
