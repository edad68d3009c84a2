import { type PoolingSpecInput, parseSpec } from '@ggem/core';
import type { LayOptions } from '../edit/layPooling.ts';
import type { MaskType } from '../graph/options.ts';
import { wholeNumber } from './parseOptions.ts';
import { type GivenPooling, readSpec } from './readSpec.ts';
import { UsageError } from './usageError.ts';

/** The options that say which pooling, and how it is built in. */
export const poolingOptions = {
  pooling: { type: 'string' },
  groups: { type: 'string' },
  p: { type: 'string' },
  'prefix-tokens': { type: 'string' },
  spec: { type: 'string' },
  normalize: { type: 'boolean' },
  mask: { type: 'string' },
  weights: { type: 'boolean' },
  live: { type: 'boolean' },
  grid: { type: 'string' },
  attention: { type: 'boolean' },
  shortcut: { type: 'boolean' },
  function: { type: 'boolean' },
  channels: { type: 'string' },
  out: { type: 'string', short: 'o' },
  force: { type: 'boolean' },
} as const;

/** Their values. */
export interface PoolingValues {
  readonly pooling?: string | undefined;
  readonly groups?: string | undefined;
  readonly p?: string | undefined;
  readonly 'prefix-tokens'?: string | undefined;
  readonly spec?: string | undefined;
  readonly normalize?: boolean | undefined;
  readonly mask?: string | undefined;
  readonly weights?: boolean | undefined;
  readonly live?: boolean | undefined;
  readonly grid?: string | undefined;
  readonly attention?: boolean | undefined;
  readonly shortcut?: boolean | undefined;
  readonly function?: boolean | undefined;
  readonly channels?: string | undefined;
}

/** The pooling that the options describe, with its parameters where files hold them. */
export async function poolingOf(operation: string, values: PoolingValues): Promise<GivenPooling> {
  const { pooling, spec } = values;
  const shortcuts = (['groups', 'p', 'prefix-tokens'] as const).filter((name) => values[name] !== undefined);
  if (spec !== undefined) {
    const both = pooling !== undefined ? 'pooling' : shortcuts[0];
    if (both !== undefined) throw new UsageError(`${operation}: --spec says it all, but --${both} came too.`);
    return readSpec(operation, spec);
  }
  if (pooling?.endsWith('.json')) {
    const more = shortcuts[0];
    if (more !== undefined) {
      throw new UsageError(`${operation}: ${pooling} says it all, but --${more} came too.`);
    }
    return readSpec(operation, pooling);
  }
  if (pooling === undefined) {
    throw new UsageError(`${operation}: --pooling is missing, such as --pooling ggem --groups 12.`);
  }
  const parsed = parseSpec({
    type: pooling,
    ...(values.groups !== undefined && { groups: wholeNumber(operation, 'groups', values.groups, 1) }),
    ...(values.p !== undefined && { p: exponents(operation, values.p) }),
    ...(values['prefix-tokens'] !== undefined && {
      prefixTokens: wholeNumber(operation, 'prefix-tokens', values['prefix-tokens']),
    }),
  } as PoolingSpecInput);
  return { spec: parsed };
}

function exponents(operation: string, text: string): number | string | (number | string)[] {
  const list = text.split(',').map((part) => {
    const word = part.trim();
    if (word === 'inf' || word === '-inf') return word;
    const value = Number(word);
    if (word !== '' && Number.isFinite(value)) return value;
    throw new UsageError(
      `${operation}: --p must be numbers, inf or -inf, with commas between, but ${JSON.stringify(text)} came.`,
    );
  });
  return list.length === 1 ? list[0]! : list;
}

const maskTypes: readonly MaskType[] = ['bool', 'int32', 'int64', 'float32', 'float16', 'float64'];

/** How the pooling is built in. */
export function layOptions(
  operation: string,
  values: PoolingValues,
): LayOptions & { readonly channels?: number } {
  const { mask, normalize, weights, grid, attention, shortcut, channels } = values;
  return {
    normalize,
    weights,
    attention,
    shortcut,
    parameters: values.live ? 'inputs' : 'baked',
    form: values.function ? 'function' : 'inline',
    ...(mask !== undefined && { mask: maskOf(operation, mask) }),
    ...(grid !== undefined && { grid: gridOf(operation, grid) }),
    ...(channels !== undefined && { channels: wholeNumber(operation, 'channels', channels, 1) }),
  };
}

function gridOf(operation: string, grid: string): readonly [number, number] {
  const [height, width, more] = grid.split('x').map(Number);
  const isSize = (value: number | undefined): value is number => Number.isSafeInteger(value) && value! > 0;
  if (isSize(height) && isSize(width) && more === undefined) return [height, width];
  throw new UsageError(
    `${operation}: --grid must be HEIGHTxWIDTH, such as 14x14, but ${JSON.stringify(grid)} came.`,
  );
}

function maskOf(operation: string, mask: string): MaskType | { readonly value: string } {
  if (!mask.startsWith('new:')) return { value: mask };
  const found = maskTypes.find((type) => mask === `new:${type}`);
  if (found !== undefined) return found;
  throw new UsageError(
    `${operation}: a new mask must be new: and ${maskTypes.join(', ')}, but ${JSON.stringify(mask)} came.`,
  );
}
