// How a script talks with the test that runs it: lines on its output, an answer to each pause on its input.
import { createInterface } from "node:readline";

const answers = createInterface({ input: process.stdin })[Symbol.asyncIterator]();

export const base = process.env.BASE_URL.replace(/\/$/, "");
export const control = process.env.CONTROL_URL.replace(/\/$/, "") + "/sandbox";

// Lets the test do something meanwhile, such as moving the clock.
export async function pause(name) {
  console.log(JSON.stringify({ pause: name }));
  await answers.next();
}

export function finish(result) {
  console.log(JSON.stringify({ result }));
  process.exit(0);
}

export async function until(what, condition) {
  const end = Date.now() + 20_000;
  while (!(await condition())) {
    if (Date.now() > end) throw new Error(`waited in vain for: ${what}`);
    await new Promise(resolve => setTimeout(resolve, 10));
  }
}

export async function post(url, body) {
  const response = await fetch(url, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  return response.json();
}
