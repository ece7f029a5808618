// What the official JavaScript SDK of Stack Auth makes of a wrong password and of tokens that are over; which version is told from outside.
import { base, finish, pause } from "./talk.mjs";

const { StackClientApp } = await import(process.env.SDK);
const result = {};
const appWith = tokenStore => new StackClientApp({
  baseUrl: base,
  projectId: process.env.PROJECT_ID,
  publishableClientKey: process.env.PUBLISHABLE_CLIENT_KEY,
  tokenStore,
  noAutomaticPrefetch: true,
});
const app = appWith("memory");
const signIn = async password => {
  const done = await app.signInWithCredential({ email: process.env.EMAIL, password, noRedirect: true });
  return [done.status, done.error?.errorCode ?? null];
};
const email = async user => (await user)?.primaryEmail ?? null;
const pass = milliseconds => {
  const now = Date.now;
  Date.now = () => now() + milliseconds;
};
const falsify = token => token.slice(0, -2) + (token.at(-2) === "A" ? "BA" : "AA");
const started = performance.now();

// Where nobody needs a key every password is right, and so is none: who has no token any more is served all the same.
const judge = (name, value) => {
  if (process.env.WRONG_PASSWORD) result[name] = value;
};
if (process.env.WRONG_PASSWORD) result.wrong = [await signIn(process.env.WRONG_PASSWORD), await email(app.getUser())];
result.signIn = [await signIn(process.env.PASSWORD), await email(app.getUser())];

// Tokens that nobody gave out, though they seem to be good for a while.
if (process.env.WRONG_PASSWORD) {
  const tokens = await (await app.getUser()).getAuthJson();
  const stranger = appWith({ accessToken: falsify(tokens.accessToken), refreshToken: falsify(tokens.refreshToken) });
  result.stranger = await email(stranger.getUser());
}

// The session ends while the application does something else; first it looks who is signed in, then it just signs in.
for (const look of [true, false]) {
  await pause("over");
  pass(26 * 3_600_000);
  if (look) judge("over", await email(app.getUser()));
  result[`again${look}`] = [await signIn(process.env.PASSWORD), await email(app.getUser())];
}

// Signing out with what is over is no failure either.
await pause("over");
pass(26 * 3_600_000);
const user = await app.getUser();
judge("signOut", user === null ? "nobody" : await user?.signOut());
result.quick = performance.now() - started < 60_000;
finish(result);
