import {
  attendOf,
  fixedExponents,
  type GgemSpec,
  type PoolingSpec,
  type PoolingSpecInput,
  parseSpec,
} from '@ggem/core';
import type { Pass } from './pass.ts';

/** What is measured: a pooling of so many tokens. */
export interface Measure {
  readonly pass: Pass;
  /** Short name of the spec, see `specOf`. */
  readonly spec: SpecName;
  readonly batch: number;
  readonly tokens: number;
  readonly channels: number;
}

/** A measure with its inputs. */
export interface Workload extends Measure {
  readonly pooling: PoolingSpec;
  /** `[batch, tokens, channels]`, about normal: half of the values are negative, as in a transformer. */
  readonly x: Float32Array;
  /** `[batch, channels]`. */
  readonly dy: Float32Array;
  /** The exponent of each channel; absent for mean and max. */
  readonly p?: Float32Array;
  /** `[groups, channels]`, where tokens attend. */
  readonly query?: Float32Array;
}

export const specNames = ['ggem', 'gem3', 'mean', 'max', 'attentive', 'ep'] as const;

export type SpecName = (typeof specNames)[number];

/** The poolings that are measured, by short name. */
export function specOf(name: SpecName, channels: number): PoolingSpecInput {
  switch (name) {
    case 'ggem': {
      // One group for each head of 64 channels, as in the paper. No exponent is a whole number, so that no shortcut helps.
      const groups = channels / 64;
      const p = Array.from(
        { length: groups },
        (_, g) => Math.round((3.05 + (1.1 * g) / (groups - 1)) * 100) / 100,
      );
      return { type: 'ggem', groups, p };
    }
    case 'gem3':
      return { type: 'gem', p: 3 };
    case 'attentive':
      return { ...(specOf('ggem', channels) as GgemSpec), attend: { score: 'query' } };
    case 'ep':
      return { type: 'mean', attend: { score: 'query', groups: 32 } };
    case 'mean':
    case 'max':
      return { type: name };
    default:
      return name satisfies never;
  }
}

/** The last tokens, used again for the gradient after the forward pass of a shape: 50 million numbers take a second. */
let last: Float32Array | undefined;

/** Inputs for a measure: the same numbers every time. */
export function makeWorkload(measure: Measure): Workload {
  const { batch, tokens, channels } = measure;
  const pooling = parseSpec(specOf(measure.spec, channels));
  const next = generator(1);
  // The sum of four uniform numbers is near enough to normal, and quick for 50 million of them.
  const normal = (): number => (next() + next() + next() + next() - 2) * Math.sqrt(3);
  const fill = (length: number): Float32Array => {
    const values = new Float32Array(length);
    for (let i = 0; i < length; i++) values[i] = normal();
    return values;
  };
  const x = last?.length === batch * tokens * channels ? last : fill(batch * tokens * channels);
  last = x;
  const dy = fill(batch * channels);
  const { groups: queries } = attendOf(pooling) ?? {};
  // Scores differ by a few units from token to token.
  const query = queries === undefined ? undefined : fill(queries * channels).map((q) => q / 4);
  const base = { ...measure, pooling, x, dy, ...(query && { query }) };
  if (pooling.type !== 'gem' && pooling.type !== 'ggem') return base;
  const groups = fixedExponents(pooling);
  const p = Float32Array.from(
    { length: channels },
    (_, c) => groups[Math.floor(c / (channels / groups.length))]!,
  );
  return { ...base, p };
}

/** Uniform numbers in [0, 1): a linear congruential generator, its upper bits. */
function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}
