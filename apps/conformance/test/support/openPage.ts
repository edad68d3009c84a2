import { launchChromium, patience } from '@ggem/browser';
import type { Browser, BrowserContextOptions, Page } from 'playwright';
import { expect } from 'vitest';

export const launch: () => Promise<Browser> = launchChromium;

export interface OpenOptions extends BrowserContextOptions {
  /** Prepares the page, to intercept requests for example. */
  readonly before?: (page: Page) => Promise<unknown>;
}

/** A page, and what it did that it should not: complaints on its console, requests to other servers. */
export interface OpenPage {
  readonly page: Page;
  readonly complaints: string[];
  /** Closes the page, and fails if there was anything. */
  readonly close: () => Promise<void>;
}

export async function openPage(browser: Browser, url: string, options: OpenOptions = {}): Promise<OpenPage> {
  const { before, ...context } = options;
  const page = await (await browser.newContext(context)).newPage();
  page.setDefaultTimeout(patience.testTimeout);
  const complaints: string[] = [];
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('request', (request) => {
    const here = /^(data|blob):/.test(request.url()) || new URL(request.url()).origin === new URL(url).origin;
    if (!here) complaints.push(`asked ${request.url()}`);
  });
  await before?.(page);
  await page.goto(url);
  const close = async (): Promise<void> => {
    await page.context().close();
    expect(complaints).toEqual([]);
  };
  return { page, complaints, close };
}

/** Whether the page scrolls sideways, which only boxes in it may. */
export function scrollsSideways(page: Page): Promise<boolean> {
  return page.evaluate(() => document.documentElement.scrollWidth > innerWidth);
}
