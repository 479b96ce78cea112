import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { expect } from 'vitest';
import { canUse } from './needs.js';

const tools = process.env.IMGPAR_TEST_TOOLS;

/** Whether tests of pages can run here. */
export const hasBrowser = canUse('chromium') && (tools !== undefined || process.env.CI !== undefined);

/** What a test may do with a page: a part of the interface of playwright-core. */
export interface Page {
  goto(url: string): Promise<unknown>;
  goBack(): Promise<unknown>;
  evaluate<Result>(program: string | (() => Result)): Promise<Result>;
  on(event: string, listener: (value: never) => void): void;
  waitForSelector(selector: string, options?: object): Promise<unknown>;
  waitForFunction(program: string): Promise<unknown>;
  click(selector: string): Promise<void>;
  fill(selector: string, text: string): Promise<void>;
  focus(selector: string): Promise<void>;
  selectOption(selector: string, value: string): Promise<unknown>;
  textContent(selector: string): Promise<string | null>;
  readonly keyboard: { press(key: string): Promise<void> };
  readonly mouse: { move(x: number, y: number, options?: object): Promise<void>; down(): Promise<void>; up(): Promise<void> };
  readonly touchscreen: { tap(x: number, y: number): Promise<void> };
  pdf(options?: object): Promise<Buffer>;
  emulateMedia(media: object): Promise<void>;
  context(): { newCDPSession(page: Page): Promise<{ send(method: string, values: object): Promise<unknown> }> };
  close(): Promise<void>;
}

export interface Browser {
  newPage(options: object): Promise<Page>;
  close(): Promise<void>;
}

const fromTools = (name: string) => createRequire(join(tools ?? '', 'node_modules', 'any.js'))(name);

export const launch = (): Promise<Browser> =>
  fromTools('playwright-core').chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox'] });

/** Opens reports, and notes whatever they say or ask for. */
export class Reports {
  readonly noted: string[] = [];
  readonly #browser: Browser;

  constructor(browser: Browser) {
    this.#browser = browser;
  }

  async open(url: string, options: object = {}): Promise<Page> {
    const page = await this.#browser.newPage({ viewport: { width: 1280, height: 900 }, ...options });
    page.on('console', (message: { text(): string }) => this.noted.push(message.text()));
    page.on('pageerror', (error: Error) => this.noted.push(String(error)));
    page.on('request', (request: { url(): string }) => {
      if (!/^(data:|file:.*\.html)/.test(request.url())) this.noted.push(request.url());
    });
    await page.goto(url);
    await page.waitForSelector('body[data-ready]');
    return page;
  }
}

/** Expects that axe finds no fault with the page as it is. */
export async function expectAccessible(page: Page): Promise<void> {
  // Pages let no other program in; evaluated, it is let in.
  await page.evaluate(readFileSync(join(tools!, 'node_modules/axe-core/axe.min.js'), 'utf8'));
  const violations = await page.evaluate<string[]>(
    "axe.run().then(({ violations }) => violations.map(({ id, nodes }) => id + ' ' + nodes[0].html))",
  );
  expect(violations).toEqual([]);
}
