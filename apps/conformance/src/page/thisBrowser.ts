import type { Host } from '../run/report.ts';

/** The browser that runs this page. */
export function thisBrowser(): Host {
  const { userAgent, hardwareConcurrency } = navigator;
  return {
    name: browserName(userAgent),
    about: {
      'user agent': userAgent,
      processors: String(hardwareConcurrency),
      'threads for WebAssembly': globalThis.crossOriginIsolated
        ? 'yes'
        : 'no: the page is not cross-origin isolated',
    },
  };
}

/** The name of the browser. All browsers built on Chromium are called so, since they share its engine. */
function browserName(userAgent: string): string {
  if (/Firefox\//.test(userAgent)) return 'firefox';
  if (/Chrom(e|ium)\//.test(userAgent)) return 'chromium';
  if (/Safari\//.test(userAgent)) return 'safari';
  return 'browser';
}
