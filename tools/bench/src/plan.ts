import type { Pass } from './pass.ts';
import { type Measure, type SpecName, specNames } from './workload.ts';

/** A shape to measure. */
interface Size {
  readonly name: string;
  readonly tokens: number;
  readonly channels: number;
  readonly batches: readonly number[];
  readonly specs: readonly SpecName[];
}

const sizes: readonly Size[] = [
  { name: 'main', tokens: 196, channels: 768, batches: [8], specs: specNames },
  { name: 'vit-s', tokens: 197, channels: 384, batches: [1, 8, 64], specs: ['ggem'] },
  { name: 'vit-b', tokens: 197, channels: 768, batches: [1, 8, 64], specs: ['ggem'] },
  { name: 'vit-l', tokens: 197, channels: 1024, batches: [1, 8, 64], specs: ['ggem'] },
  { name: '4096', tokens: 4096, channels: 768, batches: [1, 8], specs: ['ggem'] },
  { name: '65536', tokens: 65_536, channels: 768, batches: [1], specs: ['ggem'] },
];

export const sizeNames: readonly string[] = sizes.map(({ name }) => name);

const passes: readonly Pass[] = ['forward', 'gradient'];

export interface PlanOptions {
  /** Undefined: all. */
  readonly sizes?: readonly string[] | undefined;
  readonly specs?: readonly SpecName[] | undefined;
  readonly passes?: readonly Pass[] | undefined;
}

/** What to measure, in order: the main size first. */
export function makePlan(options: PlanOptions): readonly Measure[] {
  const wanted = <T extends string>(list: readonly T[] | undefined, name: T): boolean =>
    list?.includes(name) ?? true;
  return sizes
    .filter(({ name }) => wanted(options.sizes, name))
    .flatMap(({ tokens, channels, batches, specs }) =>
      batches.flatMap((batch) =>
        specs
          .filter((spec) => wanted(options.specs, spec))
          .flatMap((spec) =>
            passes
              .filter((pass) => wanted(options.passes, pass))
              .map((pass) => ({ pass, spec, batch, tokens, channels })),
          ),
      ),
    );
}

/** Whether this is the size at which ratios are compared. */
export function isMain({ batch, tokens, channels }: Pick<Measure, 'batch' | 'tokens' | 'channels'>): boolean {
  return batch === 8 && tokens === 196 && channels === 768;
}
