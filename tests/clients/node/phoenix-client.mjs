// A bot with the official Phoenix client, as the exchange's own examples write one.
import { Socket } from "phoenix";
import WebSocket from "ws";
import { base, control, finish, pause, post, until } from "./talk.mjs";

const login = `mutation Login($creds: LoginCredentials!) {
  login(credentials: $creds) { token refreshToken userId userUid userStatus promptTwoFactorAuth }
}`;
const renew = "mutation Renew($token: String!) { newToken(refreshToken: $token) { token refreshToken userId } }";
const result = {};

const session = (await post(`${base}/api/graphql`, {
  query: login,
  variables: { creds: { email: process.env.EMAIL, password: process.env.PASSWORD } },
})).data.login;
result.login = {
  token: session.token.split(".").length,
  refreshToken: session.refreshToken.length > 0,
  userId: session.userId,
  userUid: session.userUid,
  userStatus: session.userStatus,
  prompt: session.promptTwoFactorAuth,
};

const socket = new Socket(`${base.replace(/^http/, "ws")}/socket`, {
  transport: WebSocket,
  params: { token: session.token },
  // Also how long the client waits for the answer to one: on a busy machine a tenth of a second is none.
  heartbeatIntervalMs: 1000,
  reconnectAfterMs: () => 20,
  rejoinAfterMs: () => 20,
  vsn: "2.0.0",
});
let opened = 0;
socket.onOpen(() => opened++);
socket.connect();

const joins = {};
const pushes = [];
function join(topic) {
  const channel = socket.channel(topic);
  channel.on("changed", payload => pushes.push(`${topic.split(":")[0]} ${payload.number}`));
  return new Promise(resolve => channel.join()
    .receive("ok", () => { joins[topic] = (joins[topic] ?? 0) + 1; resolve({ channel, status: "ok" }); })
    .receive("error", response => { channel.leave(); resolve({ channel, status: response.reason }); })
    .receive("timeout", () => resolve({ channel, status: "timeout" })));
}

const markets = `market_info`;
const orders = `active_orders:${session.userId}`;
const portfolio = `portfolio:${session.userUid}`;
result.joins = {
  public: (await join(markets)).status,
  byId: (await join(orders)).status,
  byUid: (await join(portfolio)).status,
  somebodyElses: (await join("portfolio:00000000-0000-0000-0000-000000000000")).status,
};

let number = 0;
async function receiveAll() {
  number++;
  const before = pushes.length;
  for (const topic of [markets, orders, portfolio]) {
    await post(`${control}/push`, { topic, event: "changed", payload: { number } });
  }
  await until("pushes", () => pushes.length === before + 3);
}

await receiveAll();
await until("heartbeats", async () => (await (await fetch(`${control}/sockets`)).json()).some(open => open.heartbeats >= 2 && open.end === null));
result.heartbeats = "answered";

// The client's own renewal at minute 59; the gateway's happens while the test holds the pause.
const renewed = (await post(`${base}/api/graphql`, { query: renew, variables: { token: session.refreshToken } })).data.newToken;
result.renewal = { token: renewed.token.split(".").length, refreshToken: renewed.refreshToken.length > 0, userId: renewed.userId };
await pause("refresh");
await receiveAll();
result.openedBeforeCut = opened;

// A cut connection: the client comes back by itself, with the token of its first connect.
await post(`${control}/close-sockets`, { cut: true });
await until("rejoin after a cut", () => opened === 2 && joins[markets] === 2 && joins[orders] === 2 && joins[portfolio] === 2);
await receiveAll();

// And once more after the test has let that token grow old, where it may.
await pause("old token");
await post(`${control}/close-sockets`, { code: 1011, reason: "restarting" });
await until("rejoin after a close", () => opened === 3 && joins[markets] === 3 && joins[orders] === 3 && joins[portfolio] === 3);
await receiveAll();
result.pushes = pushes.toSorted();

const closed = new Promise(resolve => socket.disconnect(resolve, 1000, "done"));
await closed;
await until("the end at the exchange", async () => (await (await fetch(`${control}/sockets`)).json()).every(open => open.status !== 101 || open.end !== null));
result.ends = (await (await fetch(`${control}/sockets`)).json()).filter(open => open.status === 101).map(open => open.end);
finish(result);
