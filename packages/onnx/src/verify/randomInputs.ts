import { GgemError } from '@ggem/core';
import type { Inspected } from '../edit/inspectModel.ts';
import { quote } from '../edit/quote.ts';
import { dataType } from '../proto/onnx.ts';
import type { Numbers } from '../run/run.ts';
import type { Dim } from '../shapes/shape.ts';

/** What is known of the input before it is drawn. */
export interface RandomInputs {
  /** Lengths of open axes by the model's name for them. */
  readonly dims: Readonly<Record<string, number>>;
  readonly seed: number;
  /** Inputs that are not random. */
  readonly fixed: Readonly<Record<string, Numbers>>;
}

/** Random numbers for the inputs of a model: normal floats, small whole numbers, masks that keep most tokens. */
export function randomInputs(
  { infos }: Inspected,
  names: readonly string[],
  { dims, seed, fixed }: RandomInputs,
): Readonly<Record<string, Numbers>> {
  const known = new Set(names.flatMap((name) => infos.get(name)?.dims ?? []));
  const unknown = Object.keys(dims).find((name) => !known.has(name));
  if (unknown !== undefined) {
    const open = [...known].filter((dim) => typeof dim === 'string');
    throw new GgemError(
      'value',
      `verify: dim must name an open axis of an input, but ${quote(unknown)} came. The model has ${open.length > 0 ? open.join(', ') : 'none'}.`,
    );
  }
  const random = mulberry32(seed);
  return Object.fromEntries(
    names.map((name) => {
      const given = fixed[name];
      if (given !== undefined) return [name, given];
      const { type = dataType.float32, dims: declared = [] } = infos.get(name) ?? {};
      const shape = declared.map((dim, axis) => length(dim, axis, dims));
      const size = shape.reduce((a, b) => a * b, 1);
      return [name, { data: Float64Array.from({ length: size }, () => draw(name, type, random)), shape }];
    }),
  );
}

/** An open axis: the batch is 2, images are as most vision transformers want them, text is short. */
function length(dim: Dim, axis: number, dims: Readonly<Record<string, number>>): number {
  if (typeof dim === 'number') return dim;
  if (dim !== undefined && dims[dim] !== undefined) return dims[dim];
  if (axis === 0) return 2;
  if (/channel/i.test(dim ?? '')) return 3;
  return /height|width/i.test(dim ?? '') ? 224 : 16;
}

const floats: readonly number[] = [dataType.float32, dataType.float16, dataType.float64, dataType.bfloat16];

function draw(name: string, type: number, random: () => number): number {
  const isMask = type === dataType.bool || /mask/i.test(name);
  if (isMask) return random() < 0.8 ? 1 : 0;
  if (/weights$/i.test(name)) return random();
  if (floats.includes(type)) return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  // Numbers of words; kinds of segments are few.
  return /type/i.test(name) ? 0 : Math.floor(random() * 100);
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
