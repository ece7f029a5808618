// An application with the official JavaScript SDK of Stack Auth; which version is told from outside.
import { base, finish, pause } from "./talk.mjs";

const { StackClientApp } = await import(process.env.SDK);
const result = {};
const app = new StackClientApp({
  baseUrl: base,
  projectId: process.env.PROJECT_ID,
  publishableClientKey: process.env.PUBLISHABLE_CLIENT_KEY,
  tokenStore: "memory",
  noAutomaticPrefetch: true,
});
const signIn = async () =>
  (await app.signInWithCredential({ email: process.env.EMAIL, password: process.env.PASSWORD, noRedirect: true })).status;
const rename = async name => {
  await (await app.getUser()).update({ displayName: name });
  return (await app.getUser()).displayName;
};
const pass = milliseconds => {
  const now = Date.now;
  Date.now = () => now() + milliseconds;
};
const tokens = async () => (await app.getUser()).getAuthJson();

result.before = await app.getUser();
result.signIn = await signIn();
const user = await app.getUser();
result.user = { id: user.id, email: user.primaryEmail, verified: user.primaryEmailVerified, password: user.hasPassword };
result.rename = await rename("Bot");
const sessions = await user.getActiveSessions();
result.sessions = { current: sessions.filter(session => session.isCurrentSession).length, keys: Object.keys(sessions[0]).toSorted() };
const first = await tokens();
pass(1000 * JSON.parse(Buffer.from(first.accessToken.split(".")[1], "base64url")).iat - Date.now());
result.tokens = Object.keys(first).toSorted();

// The SDK refreshes by itself when its token is nearly over; its clock and the test's go together.
await pause("eleven minutes");
pass(11 * 60_000);
result.later = await rename("Bot, later");
const second = await tokens();
result.refreshed = { access: first.accessToken !== second.accessToken, refresh: first.refreshToken === second.refreshToken };

// Tokens that the server refuses before their time.
await pause("revoke");
result.revoked = await rename("Bot, again");

await (await app.getUser()).signOut();
result.afterSignOut = await app.getUser();
result.again = [await signIn(), (await app.getUser()).primaryEmail];
finish(result);
