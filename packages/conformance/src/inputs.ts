import {
  isKept,
  outputChannels,
  type PoolingSpecInput,
  parametersOf,
  parseSpec,
  seamShape,
} from '@ggem/core';
import { type BatchShape, imageRows } from './images.ts';
import { type Layout, layOut } from './layout.ts';
import { type MaskKind, makeMask, makeWeights, type WeightsKind } from './masks.ts';
import { type PlantKind, plant } from './plant.ts';
import { makeValues, normal, type ValuesKind } from './values.ts';

/** How the inputs of a case are made. The id of the case is the seed. */
export interface InputRecipe extends Layout, BatchShape {
  readonly id: string;
  readonly spec: PoolingSpecInput;
  readonly values: ValuesKind;
  readonly mask?: MaskKind;
  readonly tokenWeights?: WeightsKind;
  readonly plant?: PlantKind;
  /** How parameters that no spec can hold are made, by name; `normal` by default. */
  readonly parameters?: Readonly<Record<string, ValuesKind>>;
}

/** What a pooling is given, row-major; every value is exact in float32. */
export interface CaseInputs {
  /** `[batch, tokens, channels]`, or as `layoutShape` says; `[1, total, channels]` of a ragged batch. */
  readonly x: Float32Array;
  /** Upstream gradient `[images, outputChannels]`. */
  readonly dy: Float32Array;
  /** `[batch, tokens]`: 1 keeps a token, 0 drops it. */
  readonly mask?: Float32Array;
  /** `[batch, tokens]`, at least 0. */
  readonly tokenWeights?: Float32Array;
  /** Parameters that no spec can hold (a query, a whitening), by name, row-major. */
  readonly required: Readonly<Record<string, Float32Array>>;
  /** For each token of the batch, whether mask and weight keep it; the prefix does not matter. */
  readonly kept: readonly boolean[];
}

export function makeInputs(recipe: InputRecipe): CaseInputs {
  const { id, shape } = recipe;
  const [batch, tokens, channels] = shape;
  const prefix = prefixOf(recipe.spec);
  const x = makeValues(recipe.values, `${id}#x`, shape);
  const spec = parseSpec(recipe.spec);
  const images = imageRows(recipe);
  const dy = normal(`${id}#dy`, images.length * outputChannels(spec, channels));
  const required = parametersOf(spec, channels).flatMap(({ name, shape, required: isRequired }) => {
    if (!isRequired) return [];
    const kind = recipe.parameters?.[name] ?? 'normal';
    return [[name, makeValues(kind, `${id}#${name}`, seamShape(shape))] as const];
  });
  const mask = recipe.mask && makeMask(recipe.mask, `${id}#mask`, batch, tokens, prefix);
  const tokenWeights =
    recipe.tokenWeights && makeWeights(recipe.tokenWeights, `${id}#weights`, batch, tokens, prefix);
  const kept = Array.from({ length: batch * tokens }, (_, i) => isKept(i, { mask, tokenWeights }));
  if (recipe.plant) plant(recipe.plant, x, { images, channels, kept, prefix });
  return {
    x: layOut(x, recipe),
    dy,
    kept,
    required: Object.fromEntries(required),
    ...(mask && { mask }),
    ...(tokenWeights && { tokenWeights }),
  };
}

/** The arrays of a case's digest, in its order. */
export function inputArrays({ x, dy, mask, tokenWeights, required }: CaseInputs): readonly Float32Array[] {
  return [
    x,
    dy,
    ...(mask ? [mask] : []),
    ...(tokenWeights ? [tokenWeights] : []),
    ...Object.values(required),
  ];
}

/** How many leading tokens a spec skips. */
export function prefixOf(spec: PoolingSpecInput): number {
  return 'prefixTokens' in spec ? (spec.prefixTokens ?? 0) : 0;
}
