import { describe, expect, test } from 'vitest';
import { locateChromium, type Machine } from '../src/locateChromium.ts';

function machine(programs: string[], rest: Partial<Machine> = {}): Machine {
  return {
    platform: 'linux',
    env: {},
    isProgram: (path) => programs.includes(path),
    ...rest,
  };
}

describe('locateChromium', () => {
  test('prefers the program CHROMIUM_PATH names to an installed one', () => {
    const env = { CHROMIUM_PATH: '/opt/mine', CHROME_BIN: '/opt/other' };
    expect(locateChromium(machine(['/usr/bin/chromium', '/opt/other', '/opt/mine'], { env }))).toBe(
      '/opt/mine',
    );
  });

  test('reads CHROME_BIN where CHROMIUM_PATH is empty', () => {
    const env = { CHROMIUM_PATH: '', CHROME_BIN: '/opt/other' };
    expect(locateChromium(machine(['/opt/other'], { env }))).toBe('/opt/other');
  });

  test('refuses a variable that names no program, rather than testing in another browser', () => {
    const env = { CHROMIUM_PATH: '/opt/gone' };
    expect(() => locateChromium(machine(['/usr/bin/chromium'], { env }))).toThrow(
      'CHROMIUM_PATH is set to /opt/gone, which is not a program. Set it to a Chromium or Chrome, or unset it.',
    );
  });

  test.each<[string, NodeJS.Platform, string, Machine['env']]>([
    ['on PATH', 'linux', '/snap/bin/chromium', { PATH: '/bin:/snap/bin' }],
    ['where PATH is short', 'linux', '/usr/bin/google-chrome', {}],
    ['on macOS', 'darwin', '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome', {}],
    [
      'in a macOS home',
      'darwin',
      '/Users/a/Applications/Chromium.app/Contents/MacOS/Chromium',
      { HOME: '/Users/a' },
    ],
    ['on Windows', 'win32', 'C:\\P\\Microsoft\\Edge\\Application\\msedge.exe', { PROGRAMFILES: 'C:\\P' }],
  ])('finds a browser %s', (_, platform, path, env) => {
    expect(locateChromium(machine([path], { platform, env }))).toBe(path);
  });

  test('gives undefined where there is none', () => {
    expect(locateChromium(machine([]))).toBeUndefined();
  });
});
