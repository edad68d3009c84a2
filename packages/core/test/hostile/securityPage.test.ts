import { readFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { type PoolingSpecInput, parseSpec } from '../../src/index.ts';

const page = await readFile(new URL('../../../../docs/trust/security.md', import.meta.url), 'utf8');

/** The number that the page gives in a sentence. */
function bound(sentence: RegExp): number {
  const [, digits] = sentence.exec(page.replace(/\s+/g, ' ')) ?? [];
  if (digits === undefined) throw new Error(`security.md says nothing like ${sentence}.`);
  return Number(digits.replaceAll(',', ''));
}

const mean: PoolingSpecInput = { type: 'mean' };
const mix = (parts: readonly PoolingSpecInput[]): PoolingSpecInput => ({ type: 'mix', parts });
const made: readonly (readonly [string, RegExp, (count: number) => PoolingSpecInput])[] = [
  [
    'deep',
    /at most ([\d,]+) deep/,
    (count) => Array.from({ length: count - 1 }).reduce<PoolingSpecInput>((spec) => mix([spec]), mean),
  ],
  [
    'steps',
    /at most ([\d,]+) steps in `after`/,
    (count) => ({ type: 'mean', after: new Array<'l2'>(count).fill('l2') }),
  ],
  // The mix around the parts is a pooling too.
  [
    'poolings',
    /at most ([\d,]+) poolings/,
    (count) => mix(new Array<PoolingSpecInput>(count - 1).fill(mean)),
  ],
];

it.each(made)('the bound of a spec that the security page names is the one there is: %s', (_, said, make) => {
  const most = bound(said);
  expect(() => parseSpec(make(most))).not.toThrow();
  expect(() => parseSpec(make(most + 1))).toThrow(/^pooling: a spec must .* at most/);
});
