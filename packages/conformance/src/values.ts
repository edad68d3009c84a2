import { words } from './generator.ts';

/** How the tokens of a case are made: each name is a recipe below. */
export type ValuesKind =
  | 'positive'
  | 'normal'
  | 'spread'
  | 'tiny'
  | 'minute'
  | 'huge'
  | 'below-eps'
  | 'ties'
  | 'signed-ties'
  | 'edge'
  | 'constant'
  | 'zero'
  | 'hot'
  | 'lone'
  | 'lone-far'
  | 'hole'
  | 'lone-among'
  | 'sparse'
  | 'half-active';

export type Shape = readonly [batch: number, tokens: number, channels: number];

/** Tokens of a recipe, row-major. `tools/goldens/goldens/inputs.py` has the same recipes. */
export function makeValues(kind: ValuesKind, stream: string, shape: Shape): Float32Array {
  return recipes[kind](stream, shape);
}

// Every value is an integer below 2^24 times a power of two, so that float32 holds it exactly.

/** Mean 0, standard deviation 1.15, within ±4: the sum of four uniform numbers. */
export function normal(stream: string, count: number): Float32Array {
  return draw(
    stream,
    count,
    4,
    ([a, b, c, d]) => ((a! >>> 10) + (b! >>> 10) + (c! >>> 10) + (d! >>> 10) - 2 ** 23) * 2 ** -21,
  );
}

/** Uniform in [1/16, 17/16). */
const sixteenthUp = (word: number): number => ((word >>> 9) + 2 ** 19) * 2 ** -23;

const edgeEps = 2 ** -20;
const edges = [edgeEps, edgeEps * (1 - 2 ** -24), edgeEps * (1 + 2 ** -23), -edgeEps, 0.5] as const;

const recipes: Readonly<Record<ValuesKind, (stream: string, shape: Shape) => Float32Array>> = {
  positive: scaled(0),
  normal: (stream, shape) => normal(stream, size(shape)),
  /** Positive numbers over 25 powers of two: a uniform mantissa times 2^-12 to 2^12. */
  spread: flat(2, ([mantissa, exponent]) => ((mantissa! >>> 9) + 2 ** 23) * 2 ** ((exponent! % 25) - 35)),
  tiny: scaled(-14),
  minute: scaled(-100),
  huge: scaled(98),
  /** Negative or under 6.4e-8: below the default eps. */
  'below-eps': flat(2, ([word, sign]) => (sign! & 1 ? -sixteenthUp(word!) : sixteenthUp(word!) * 2 ** -24)),
  /** 1/4, 1/2, 3/4 or 1. */
  ties: flat(1, ([word]) => ((word! >>> 30) + 1) / 4),
  /** -3/4 to 1 in steps of 1/4. */
  'signed-ties': flat(1, ([word]) => ((word! >>> 29) - 3) / 4),
  /** eps = 2^-20 itself, its two neighbours in float32, -eps, and 1/2. */
  edge: flat(1, ([word]) => edges[word! % 5]!),
  constant: (_, shape) => new Float32Array(size(shape)).fill(0.75),
  zero: (_, shape) => new Float32Array(size(shape)),
  hot,
  lone: lone(0, 5),
  'lone-far': lone(2 ** -19, 2 ** 100),
  hole: lone(5, 0),
  'lone-among': loneAmong,
  sparse: active(16),
  'half-active': active(2),
};

/** 2^-10, but 1 at one token of each image and channel. */
function hot(stream: string, [batch, tokens, channels]: Shape): Float32Array {
  const x = new Float32Array(batch * tokens * channels).fill(2 ** -10);
  words(stream, batch * channels).forEach((word, i) => {
    const [image, channel] = [Math.floor(i / channels), i % channels];
    x[(image * tokens + (word % tokens)) * channels + channel] = 1;
  });
  return x;
}

/** `most`, but `one` at one token of each image and channel. */
function lone(most: number, one: number): (stream: string, shape: Shape) => Float32Array {
  // `one` stands where `hot` has its 1.
  return (stream, shape) => hot(stream, shape).map((value) => (value === 1 ? one : most));
}

/** Uniform in [2^-19, 2^-18), but 5 at one token of each image and channel. */
function loneAmong(stream: string, shape: Shape): Float32Array {
  const low = words(`${stream}#low`, size(shape));
  return hot(stream, shape).map((value, i) => (value === 1 ? 5 : ((low[i]! >>> 9) + 2 ** 23) * 2 ** -42));
}

/** 0, but about one in `oneIn` uniform in [1/4, 17/4). */
function active(oneIn: number): (stream: string, shape: Shape) => Float32Array {
  return flat(2, ([word, pick]) => (pick! % oneIn === 0 ? sixteenthUp(word!) * 4 : 0));
}

function scaled(exponent: number): (stream: string, shape: Shape) => Float32Array {
  return flat(1, ([word]) => sixteenthUp(word!) * 2 ** exponent);
}

function flat(
  wordsEach: number,
  value: (words: Uint32Array) => number,
): (stream: string, shape: Shape) => Float32Array {
  return (stream, shape) => draw(stream, size(shape), wordsEach, value);
}

function draw(
  stream: string,
  count: number,
  wordsEach: number,
  value: (words: Uint32Array) => number,
): Float32Array {
  const all = words(stream, count * wordsEach);
  return Float32Array.from({ length: count }, (_, i) =>
    value(all.subarray(i * wordsEach, (i + 1) * wordsEach)),
  );
}

function size([batch, tokens, channels]: Shape): number {
  return batch * tokens * channels;
}
