// The second factor with the official JavaScript SDK of Stack Auth. The SDK opens a page for it, so the attempt code is fetched beside it.
import { base, finish } from "./talk.mjs";

const { StackClientApp } = await import(process.env.SDK);
const result = {};
const app = new StackClientApp({
  baseUrl: base,
  projectId: process.env.PROJECT_ID,
  publishableClientKey: process.env.PUBLISHABLE_CLIENT_KEY,
  tokenStore: "memory",
  noAutomaticPrefetch: true,
});
const answer = await fetch(`${base}/api/v1/auth/password/sign-in`, {
  method: "POST",
  headers: {
    "content-type": "application/json",
    "x-stack-access-type": "client",
    "x-stack-project-id": process.env.PROJECT_ID,
    "x-stack-publishable-client-key": process.env.PUBLISHABLE_CLIENT_KEY,
  },
  body: JSON.stringify({ email: process.env.EMAIL, password: process.env.PASSWORD }),
});
const wanted = await answer.json();
result.wanted = [answer.status, wanted.code, answer.headers.get("x-stack-known-error")];
const attempt = wanted.details.attempt_code;

const outcome = async (totp, code) => {
  try {
    const done = await app.signInWithMfa(totp, code, { noRedirect: true });
    return [done.status, done.error?.errorCode ?? null];
  } catch (error) {
    return ["thrown", error.errorCode ?? error.message];
  }
};
result.wrong = await outcome(process.env.WRONG_TOTP, attempt);
result.unknown = await outcome(process.env.TOTP, "0".repeat(45));
result.right = await outcome(process.env.TOTP, attempt);
result.user = (await app.getUser()).primaryEmail;
finish(result);
