import { type Browser, chromium, type LaunchOptions } from 'playwright';
import { chromiumFlags } from './chromiumFlags.ts';
import { findChromium } from './findChromium.ts';
import { patience } from './patience.ts';

/** Starts the Chromium that tests run in, headless, with the flags that its graphics need, without a time limit. */
export async function launchChromium(options: LaunchOptions = {}): Promise<Browser> {
  const executablePath = await findChromium();
  return chromium.launch({
    executablePath,
    args: [...chromiumFlags],
    timeout: patience.hookTimeout,
    ...options,
  });
}
