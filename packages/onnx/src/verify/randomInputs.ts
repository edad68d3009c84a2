import { GgemError, sizeOf } from '@ggem/core';
import type { Inspected } from '../edit/inspectModel.ts';
import { isUsedAsMask } from '../edit/usedAsMask.ts';
import { dataType } from '../proto/onnx.ts';
import { quote } from '../quote.ts';
import type { Numbers } from '../run/run.ts';
import { type Dim, showDims } from '../shapes/shape.ts';
import { indexRange } from './indexRange.ts';

/** What is known of inputs before random numbers are drawn. */
export interface RandomInputs {
  /** Lengths of open axes, by the model's names for these. */
  readonly dims: Readonly<Record<string, number>>;
  readonly seed: number;
  /** Inputs that are not random. */
  readonly fixed: Readonly<Record<string, Numbers>>;
  /** Inputs that a pooling reads as its mask. */
  readonly masks: ReadonlySet<string>;
}

/** An input of a run, and its content in words. */
export interface DrawnInput extends Numbers {
  readonly holds: string;
}

/**
 * Random numbers for the inputs of a model: normal floats, whole numbers for which the tables have rows, masks that keep the
 * first tokens of each text or image. Open axes have the lengths that given inputs have there.
 */
export function randomInputs(
  inspected: Inspected,
  names: readonly string[],
  { dims, seed, fixed, masks }: RandomInputs,
): Readonly<Record<string, DrawnInput>> {
  const { infos } = inspected;
  refuseUnknown(inspected, names, dims);
  const lengths = lengthsOf(inspected, fixed, dims);
  const random = mulberry32(seed);
  return Object.fromEntries(
    names.map((name): [string, DrawnInput] => {
      const given = fixed[name];
      if (given !== undefined) return [name, { ...given, holds: 'as given' }];
      const { type = dataType.float32, dims: declared = [] } = infos.get(name) ?? {};
      const shape = declared.map((dim, axis) => length(dim, axis, lengths));
      const size = sizeOf(shape);
      const fill = (draw: () => number): Float64Array => Float64Array.from({ length: size }, draw);
      const isMask =
        masks.has(name) ||
        type === dataType.bool ||
        /mask/i.test(name) ||
        (!floats.includes(type) && isUsedAsMask(inspected, name));
      if (isMask) return [name, { data: maskOf(shape, random), shape, holds: 'a mask: ones, then zeros' }];
      if (/weights$/i.test(name)) return [name, { data: fill(random), shape, holds: 'random in 0 to 1' }];
      if (floats.includes(type)) {
        const normal = () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
        return [name, { data: fill(normal), shape, holds: 'random, normal' }];
      }
      const range = Math.min(indexRange(inspected, name), /type|segment/i.test(name) ? 2 : 100);
      const whole = (): number => Math.floor(random() * range);
      return [name, { data: fill(whole), shape, holds: `random whole numbers 0 to ${range - 1}` }];
    }),
  );
}

function refuseUnknown(
  { infos }: Inspected,
  names: readonly string[],
  dims: Readonly<Record<string, number>>,
): void {
  const known = new Set(names.flatMap((name) => infos.get(name)?.dims ?? []));
  const unknown = Object.keys(dims).find((name) => !known.has(name));
  if (unknown === undefined) return;
  const open = [...known].filter((dim) => typeof dim === 'string');
  throw new GgemError(
    'value',
    `verify: dim must name an open axis of an input, but ${quote(unknown)} came. The model has ${open.length > 0 ? open.join(', ') : 'none'}.`,
  );
}

/** Lengths by their names, those of given inputs too. The batch is among them even if it has no name. */
function lengthsOf(
  { infos }: Inspected,
  fixed: Readonly<Record<string, Numbers>>,
  dims: Readonly<Record<string, number>>,
): ReadonlyMap<string, number> {
  const lengths = new Map(Object.entries(dims));
  for (const [name, { shape }] of Object.entries(fixed)) {
    const declared = infos.get(name)?.dims;
    if (declared === undefined) continue;
    const wrong =
      declared.length !== shape.length ||
      declared.some((dim, axis) => {
        const wanted = typeof dim === 'string' ? lengths.get(dim) : dim;
        return wanted !== undefined && wanted !== shape[axis];
      });
    if (wrong) {
      throw new GgemError(
        'shape',
        `verify: input ${name} must have shape ${showDims(declared)}, but [${shape.join(', ')}] came. Check the file and --dim.`,
      );
    }
    declared.forEach((dim, axis) => {
      if (typeof dim === 'string') lengths.set(dim, shape[axis]!);
      if (axis === 0 && shape.length > 1) lengths.set(batch, shape[0]!);
    });
  }
  return lengths;
}

/** The name of a batch without a name; no model calls an axis so. */
const batch = '';

/** The length of an axis. Where it is open, the batch is 2, images have the usual size of vision transformers, text is short. */
function length(dim: Dim, axis: number, lengths: ReadonlyMap<string, number>): number {
  if (typeof dim === 'number') return dim;
  const known = lengths.get(dim ?? (axis === 0 ? batch : '?'));
  if (known !== undefined) return known;
  if (axis === 0) return lengths.get(batch) ?? 2;
  if (/channel/i.test(dim ?? '')) return 3;
  return /height|width/i.test(dim ?? '') ? 224 : 16;
}

const floats: readonly number[] = [dataType.float32, dataType.float16, dataType.float64, dataType.bfloat16];

/** A mask that keeps the first tokens of each text or image, at least half of them. */
function maskOf(shape: readonly number[], random: () => number): Float64Array {
  const [images = 1, ...rest] = shape.length > 1 ? shape : [1, ...shape];
  const count = sizeOf(rest);
  const data = new Float64Array(images * count);
  for (let image = 0; image < images; image++) {
    const kept = Math.ceil(count / 2 + random() * (count / 2));
    data.fill(1, image * count, image * count + kept);
  }
  return data;
}

/** Uniform in [0, 1), the same for the same seed everywhere. */
function mulberry32(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
