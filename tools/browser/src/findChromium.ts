import { type InstallFailure, installChromium } from './installChromium.ts';
import { chromiumVariables, locateChromium } from './locateChromium.ts';

/** How to look for a browser and how to install one. Tests give others, to play a machine without a browser. */
export interface ChromiumSource {
  readonly locate: () => string | undefined;
  readonly install: () => Promise<InstallFailure>;
}

/**
 * Path of a Chromium to test in: one that an environment variable names (CHROMIUM_PATH, CHROME_BIN), else one in the usual
 * places, else Debian's package, which is installed now if possible. If there is none, it throws one line of advice.
 */
export async function findChromium(
  source: ChromiumSource = { locate: locateChromium, install: installChromium },
): Promise<string> {
  const found = source.locate();
  if (found) return found;
  const failure = await source.install();
  const installed = failure ? undefined : source.locate();
  if (installed) return installed;
  throw new Error(
    `No Chromium found, and ${failure ?? 'the installed package brought none'}. ` +
      `Install Chromium or Google Chrome, or set ${chromiumVariables[0]} to one.`,
  );
}
