import type { PoolingSpecInput } from '@ggem/core';
import type { LayOptions } from '../edit/layPooling.ts';
import type { Values } from './option.ts';
import { checked, type GivenPooling, readSpec } from './readSpec.ts';
import { UsageError } from './usageError.ts';

/** The options that say where to write. */
export const writingOptions = {
  out: {
    short: 'o',
    kind: 'text',
    value: 'FILE',
    help: 'where to write, - for the standard output; default: beside the model, named after the pooling',
  },
  force: { help: 'overwrite the file if it is there' },
  json: { help: 'what was done, for programs' },
  verify: { help: 'run both models at once, as ggem-onnx verify --against MODEL does' },
} as const;

/** The options that say which pooling. */
export const poolingOptions = {
  pooling: {
    heading: 'The pooling',
    kind: 'text',
    value: 'TYPE',
    help: 'ggem, gem, mean, max, token, lse, ... (all but those that have parts; give these as --spec)',
    forms: [
      ['list', 'prints the poolings there are, with their formulas; needs no model'],
      [
        'FILE.json',
        'a pooling.json that any of the @ggem packages wrote, with the trained parameters in the\n.safetensors beside it; or a file that holds a spec',
      ],
    ],
  },
  groups: {
    kind: 'count',
    value: 'N',
    help: 'groups of channels, of ggem; the number of attention heads is a good choice',
  },
  p: { kind: 'exponents', value: 'P', help: 'exponent: a number, inf, -inf, or one a group: 3,4,5' },
  'prefix-tokens': {
    kind: 'whole',
    value: 'N',
    help: 'leading tokens that are no patches (class, registers) and are left out; default: as many as the\nmodel shows, which the output tells',
  },
  spec: {
    kind: 'text',
    value: 'SPEC',
    help: 'instead of these: a spec as JSON, such a file, or a folder of sentence-transformers',
  },
} as const;

/** The options that say how it is built in. */
export const layingOptions = {
  normalize: { heading: 'How it is built in', help: 'divide the result by its Euclidean length' },
  mask: {
    kind: 'mask',
    value: 'MASK',
    help: 'a mask of tokens: the name of a value of the model, or new:bool, new:int64, ...',
  },
  'no-mask': { help: 'none, for a model that has one: its padding is pooled too' },
  'token-weights': { help: 'a new input of token weights' },
  live: { help: 'parameters (p) are inputs of the model, and may change between runs' },
  grid: { kind: 'grid', value: 'HxW', help: 'how the tokens lie, for a pooling that looks at regions' },
  'pooling-weights': { help: 'a further output: where the pooling looks' },
  shortcut: { help: 'gem and ggem, faster on a CPU: an If takes the plain formula where it is safe' },
  function: { help: 'as one node that calls a function of the model' },
  channels: { kind: 'count', value: 'N', help: 'channels of the tokens, where the model does not say' },
} as const;

/** The pooling that the options describe, with its parameters where files hold them. */
export async function poolingOf(
  operation: string,
  values: Values<typeof poolingOptions>,
): Promise<GivenPooling> {
  const { pooling, spec, groups, p, 'prefix-tokens': prefixTokens } = values;
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
  const open = {
    type: pooling,
    ...(groups !== undefined && { groups }),
    ...(p !== undefined && { p }),
    ...(prefixTokens !== undefined && { prefixTokens }),
  };
  return { spec: checked(open as PoolingSpecInput) };
}

/** How the pooling is built in. */
export function layOptions(
  operation: string,
  values: Values<typeof layingOptions>,
): LayOptions & { readonly channels?: number } {
  const { mask, 'no-mask': noMask, normalize, grid, shortcut, channels } = values;
  if (noMask && mask !== undefined) {
    throw new UsageError(`${operation}: --no-mask says that there is none, but --mask came too.`);
  }
  return {
    normalize,
    tokenWeights: values['token-weights'],
    poolingWeights: values['pooling-weights'],
    shortcut,
    parameters: values.live ? 'inputs' : 'baked',
    form: values.function ? 'function' : 'inline',
    mask: noMask ? 'none' : mask,
    grid,
    // An undefined value here would hide the channels that a file was trained for.
    ...(channels !== undefined && { channels }),
  };
}
