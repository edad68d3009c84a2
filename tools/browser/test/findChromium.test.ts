import { expect, test } from 'vitest';
import { findChromium } from '../src/findChromium.ts';

const neverInstall = () => Promise.reject(new Error('installed though a browser was there'));

test('takes an installed browser and installs nothing', async () => {
  expect(
    await findChromium({
      locate: () => '/usr/bin/chromium',
      install: neverInstall,
    }),
  ).toBe('/usr/bin/chromium');
});

test('installs a browser where there is none', async () => {
  let path: string | undefined;
  const install = async () => {
    path = '/usr/bin/chromium';
    return undefined;
  };
  expect(await findChromium({ locate: () => path, install })).toBe('/usr/bin/chromium');
});

test('says in one line what to install where it cannot', async () => {
  const install = async () => 'installing it needs root, or sudo without a password';
  await expect(findChromium({ locate: () => undefined, install })).rejects.toThrow(
    'No Chromium found, and installing it needs root, or sudo without a password. ' +
      'Install Chromium or Google Chrome, or set CHROMIUM_PATH to one.',
  );
});

test('fails where the package brought no browser', async () => {
  const install = async () => undefined;
  await expect(findChromium({ locate: () => undefined, install })).rejects.toThrow(
    'No Chromium found, and the installed package brought none.',
  );
});
