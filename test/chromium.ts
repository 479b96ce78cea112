import { spawn } from 'node:child_process';
import type { Readable, Writable } from 'node:stream';
import { onTestFinished } from 'vitest';
import { throwAwayFolder } from './throw-away.js';

/** A page in a real Chromium. */
export interface Page {
  /** The value of an expression; promises are awaited. */
  evaluate<Value>(expression: string): Promise<Value>;
  /** What the page has written to the console, and errors that nothing has caught. */
  readonly messages: readonly string[];
  /** The addresses it has asked for. */
  readonly requests: readonly string[];
}

/** Opens a page, and waits until an expression is true there. The browser ends with the test. */
export async function openPage(url: string, isReady: string): Promise<Page> {
  const flags = ['--headless', '--no-sandbox', '--disable-gpu', '--remote-debugging-pipe', '--window-size=1280,1000'];
  const browser = spawn('chromium', [...flags, `--user-data-dir=${throwAwayFolder()}`], {
    stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'],
  });
  onTestFinished(async () => {
    browser.kill('SIGKILL');
    await new Promise((resolve) => (browser.exitCode === null && browser.signalCode === null ? browser.once('exit', resolve) : resolve(0)));
  });
  const [, , , input, output] = browser.stdio as [null, null, null, Writable, Readable];
  const messages: string[] = [];
  const requests: string[] = [];
  const waiting = new Map<number, (message: Answer) => void>();
  let rest = '';
  output.setEncoding('utf8').on('data', (text: string) => {
    const parts = (rest + text).split('\0');
    rest = parts.pop()!;
    for (const part of parts) receive(JSON.parse(part));
  });
  function receive(message: Answer): void {
    if (message.id !== undefined) waiting.get(message.id)?.(message);
    if (
      message.method === 'Runtime.consoleAPICalled' ||
      message.method === 'Runtime.exceptionThrown' ||
      message.method === 'Log.entryAdded'
    )
      messages.push(JSON.stringify(message.params));
    if (message.method === 'Network.requestWillBeSent') requests.push((message.params as { request: { url: string } }).request.url);
  }
  let asked = 0;
  // biome-ignore lint/suspicious/noExplicitAny: answers of the protocol, of which each caller knows its own
  const ask = (method: string, params: object = {}, sessionId?: string): Promise<any> => {
    const id = ++asked;
    input.write(`${JSON.stringify({ id, method, params, ...(sessionId && { sessionId }) })}\0`);
    return new Promise((resolve, reject) => {
      waiting.set(id, ({ result, error }) => (error ? reject(new Error(`${method}: ${JSON.stringify(error)}`)) : resolve(result)));
    });
  };
  const { targetId } = await ask('Target.createTarget', { url: 'about:blank' });
  const { sessionId } = await ask('Target.attachToTarget', { targetId, flatten: true });
  for (const domain of ['Runtime', 'Log', 'Network', 'Page']) await ask(`${domain}.enable`, {}, sessionId);
  await ask('Page.navigate', { url }, sessionId);
  const page: Page = {
    messages,
    requests,
    async evaluate(expression) {
      const { result, exceptionDetails } = await ask(
        'Runtime.evaluate',
        { expression, awaitPromise: true, returnByValue: true },
        sessionId,
      );
      if (exceptionDetails) throw new Error(JSON.stringify(exceptionDetails));
      return result.value;
    },
  };
  while (!(await page.evaluate<boolean>(`document.readyState === 'complete' && (${isReady})`)))
    await new Promise((resolve) => setTimeout(resolve, 50));
  return page;
}

interface Answer {
  readonly id?: number;
  readonly method?: string;
  readonly params?: unknown;
  readonly result?: unknown;
  readonly error?: unknown;
}
