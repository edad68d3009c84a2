import { describe, expect, it } from 'vitest';
import { joinName, mayMeanHost, meansDevice, splitName } from '../../src/run/deviceName.ts';

it('tells the device of one host from that of another', () => {
  const name = { adapter: 'tfjs', device: 'wasm', host: 'node' };
  expect(joinName(name)).toBe('tfjs:wasm@node');
  expect(splitName('tfjs:wasm@node')).toEqual(name);
  expect(() => splitName('tfjs:wasm')).toThrow(
    'conformance: a device must be written adapter:device@host, but tfjs:wasm came.',
  );
});

describe('meansDevice', () => {
  it.each([
    'tfjs:wasm@node',
    'tfjs:wasm',
    'tfjs@node',
    'wasm@node',
    'tfjs',
    'wasm',
    '*',
    '*@node',
    'tfjs:w*',
  ])('takes %s for tfjs:wasm@node', (pattern) => expect(meansDevice(pattern, 'tfjs:wasm@node')).toBe(true));

  it.each(['tfjs:wasm@chromium', 'tf', 'node', 'was', 'tfjs:webgl', '*@chromium', 'tfjs.wasm'])(
    'does not take %s for it',
    (pattern) => expect(meansDevice(pattern, 'tfjs:wasm@node')).toBe(false),
  );
});

it('knows which patterns need no browser', () => {
  expect(mayMeanHost('*@node', 'chromium')).toBe(false);
  expect(mayMeanHost('wasm@node', 'chromium')).toBe(false);
  expect(mayMeanHost('wasm@*', 'chromium')).toBe(true);
  expect(mayMeanHost('wasm', 'chromium')).toBe(true);
});
