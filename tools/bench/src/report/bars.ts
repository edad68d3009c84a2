import type { Row } from '../run/row.ts';
import { attendedBars } from './attendedBars.ts';
import { short } from './table.ts';

type Match = Partial<
  Pick<Row, 'adapter' | 'device' | 'how' | 'spec' | 'pass' | 'tokens' | 'batch' | 'variant'>
>;

interface Bar {
  readonly text: string;
  /** The two sides that are compared, each by its fastest row. */
  readonly slow: readonly Match[];
  readonly fast: readonly Match[];
  /** `slow / fast` must be at least this. */
  readonly atLeast: number;
}

const at = { batch: 8, tokens: 196, spec: 'ggem' } as const;
const simd = { adapter: '@ggem/simd', how: 'ours' } as const;
const tfjsWasm = { adapter: 'tfjs', device: 'wasm', how: 'naive' } as const;

/** What the project promises of its kernels, as ratios of times in one run on one thread. */
const promises: readonly Bar[] = [
  {
    text: 'forward, against the power mean of tfjs wasm',
    slow: [{ ...at, ...tfjsWasm, pass: 'forward' }],
    fast: [{ ...at, ...simd, pass: 'forward' }],
    atLeast: 10,
  },
  {
    text: 'forward, against the best graph of onnxruntime-web wasm',
    slow: [{ ...at, adapter: 'onnxruntime-web', device: 'wasm', pass: 'forward' }],
    fast: [{ ...at, ...simd, pass: 'forward' }],
    atLeast: 5,
  },
  {
    text: 'forward, against the best graph of onnxruntime-node',
    slow: [{ ...at, adapter: 'onnxruntime-node', device: 'cpu', pass: 'forward' }],
    fast: [{ ...at, ...simd, pass: 'forward' }],
    atLeast: 1,
  },
  {
    text: 'forward, against the same loop in C with four lanes and FMA',
    slow: [{ ...at, adapter: 'C', variant: '128-bit FMA', pass: 'forward' }],
    fast: [{ ...at, ...simd, pass: 'forward' }],
    atLeast: 0.5,
  },
  {
    text: 'forward and gradients, against tfjs wasm',
    slow: [{ ...at, ...tfjsWasm, pass: 'gradient' }],
    fast: [{ ...at, ...simd, pass: 'gradient' }],
    atLeast: 10,
  },
  {
    text: 'forward through @ggem/tfjs/simd, against tfjs wasm',
    slow: [{ ...at, ...tfjsWasm, pass: 'forward' }],
    fast: [{ ...at, adapter: 'tfjs', variant: '@ggem/tfjs/simd', device: 'wasm', pass: 'forward' }],
    atLeast: 7,
  },
  {
    text: 'forward and gradients through @ggem/tfjs/simd, against tfjs wasm',
    slow: [{ ...at, ...tfjsWasm, pass: 'gradient' }],
    fast: [{ ...at, adapter: 'tfjs', variant: '@ggem/tfjs/simd', device: 'wasm', pass: 'gradient' }],
    atLeast: 7,
  },
  {
    text: 'p = 3, against plain average pooling by the fastest library',
    slow: [{ ...at, spec: 'mean', how: 'naive', pass: 'forward' }],
    fast: [{ ...at, ...simd, spec: 'gem3', pass: 'forward' }],
    atLeast: 1 / 3,
  },
];

/** The promises with the ratios of this run, where both rows were measured. */
export function bars(rows: readonly Row[]): string {
  const single = rows.filter(({ threads }) => threads === 1);
  const fastest = (matches: readonly Match[]): number =>
    Math.min(
      ...single.filter((row) => matches.some((match) => fits(row, match))).map(({ medianMs }) => medianMs),
    );
  const lines = promises.flatMap(({ text, slow, fast, atLeast }) => {
    const ratio = fastest(slow) / fastest(fast);
    if (!(ratio > 0 && ratio < Number.POSITIVE_INFINITY)) return [];
    return [
      `  ${ratio >= atLeast ? 'met ' : 'MISS'}  ${short(ratio).padStart(5)} × (at least ${short(atLeast)})  ${text}`,
    ];
  });
  lines.push(...attendedBars(rows));
  const linear = linearity(single);
  if (linear !== undefined) {
    lines.push(
      `  ${Math.abs(linear - 1) <= 0.2 ? 'met ' : 'MISS'}  ${short(linear).padStart(5)} × (0.8 to 1.2)  time a token at 65,536 tokens, against 4,096`,
    );
  }
  return lines.length === 0
    ? ''
    : `Bars at 8 × 196 × 768, one thread, p no whole number\n${lines.join('\n')}\n`;
}

function fits(row: Row, match: Match): boolean {
  return Object.entries(match).every(([key, value]) => row[key as keyof Row] === value);
}

function linearity(rows: readonly Row[]): number | undefined {
  const time = (tokens: number): number =>
    Math.min(
      ...rows
        .filter((row) => fits(row, { ...simd, spec: 'ggem', pass: 'forward', batch: 1, tokens }))
        .map(({ medianMs }) => medianMs),
    );
  const ratio = time(65_536) / 65_536 / (time(4096) / 4096);
  return Number.isFinite(ratio) ? ratio : undefined;
}
