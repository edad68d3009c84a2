import { expect, it } from 'vitest';
import { readOptions } from '../src/options.ts';

it('measures everything unless told otherwise', () => {
  const { sizes, specs, passes, only, quick, browser } = readOptions([]);
  expect({ sizes, specs, passes, only, quick, browser }).toEqual({
    sizes: undefined,
    specs: undefined,
    passes: undefined,
    only: undefined,
    quick: false,
    browser: false,
  });
});

it('reads lists by commas, through the -- that pnpm hands on', () => {
  const options = readOptions(['--', '--only', 'simd,tfjs:wasm', '--sizes', 'main', '--sizes', '4096']);
  expect(options.only).toEqual(['simd', 'tfjs:wasm']);
  expect(options.sizes).toEqual(['main', '4096']);
});

it('--quick measures the main size, or the sizes that are named', () => {
  expect(readOptions(['--quick']).sizes).toEqual(['main']);
  expect(readOptions(['--quick', '--sizes', 'vit-s']).sizes).toEqual(['vit-s']);
});

it.each([
  [['--sizes', 'huge'], '--sizes knows main, vit-s, vit-b, vit-l, 4096, 65536, but "huge" came.'],
  [['--specs', 'gem'], '--specs knows ggem, gem3, mean, max, attentive, ep, but "gem" came.'],
  [['--only', ''], '--only must name something, but nothing came. Leave it out to run all.'],
  [['--fast'], "Unknown option '--fast'. Try --help."],
])('%j is refused', (args, message) => {
  expect(() => readOptions(args)).toThrow(message);
});
