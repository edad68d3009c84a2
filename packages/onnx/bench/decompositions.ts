import { type PoolingSpecInput, poolArray } from '@ggem/core';
import type { InferenceSession, Tensor } from 'onnxruntime-common';
import { assemble } from '../src/graph/assemble.ts';
import { type Recorder, recorder } from '../src/graph/recorder.ts';
import type { Attributes, Dim, Kind, Value } from '../src/graph/value.ts';
import { poolingModel } from '../src/index.ts';
import { modelOf } from '../src/model/modelOf.ts';

/*
 * How long ways to write a power mean as a graph take, on one thread: `npx tsx bench/decompositions.ts node`, or `web`
 * for the WebAssembly build. All of them run in turn, so that a busy machine slows all alike.
 */

const [batch, tokens, channels] = [8, 196, 768];
const rounds = 40;

interface Runtime {
  readonly InferenceSession: { create(model: Uint8Array, options: object): Promise<InferenceSession> };
  readonly Tensor: new (type: 'float32', data: Float32Array, dims: readonly number[]) => Tensor;
  readonly env: { readonly wasm: { numThreads?: number } };
}

const opset = 17;
const open: readonly Dim[] = ['batch', 'tokens', channels];
const pooled: readonly Dim[] = ['batch', 1, channels];

/** Nodes by name: `op('Mul', [x, p])`. */
interface Writer {
  readonly op: (
    name: string,
    inputs: readonly Value[],
    dims?: readonly Dim[],
    attributes?: Attributes,
    kind?: Kind,
  ) => Value;
  readonly scalar: (value: number) => Value;
  readonly p: Value;
  readonly inverse: Value;
  readonly max: (x: Value) => Value;
  readonly mean: (x: Value) => Value;
}

const graphs: Readonly<Record<string, (x: Value, write: Writer) => Value>> = {
  'naive, Pow': (x, { op, scalar, p, inverse, mean }) =>
    op('Pow', [mean(op('Pow', [op('Clip', [x, scalar(1e-6)]), p])), inverse], pooled),
  'naive, Exp(p Log)': (x, { op, scalar, p, inverse, mean }) => {
    const powers = op('Exp', [op('Mul', [op('Log', [op('Clip', [x, scalar(1e-6)])]), p])]);
    return op('Pow', [mean(powers), inverse], pooled);
  },
  'max-normalised, Pow': (x, { op, scalar, p, inverse, max, mean }) => {
    const clipped = op('Clip', [x, scalar(1e-6)]);
    const ref = max(clipped);
    const root = op('Pow', [mean(op('Pow', [op('Div', [clipped, ref]), p])), inverse], pooled);
    return op('Mul', [ref, root], pooled);
  },
  'max-normalised, Exp(p Log)': (x, { op, scalar, p, inverse, max, mean }) => {
    const clipped = op('Clip', [x, scalar(1e-6)]);
    const ref = max(clipped);
    const powers = op('Exp', [op('Mul', [op('Log', [op('Div', [clipped, ref])]), p])]);
    return op('Mul', [ref, op('Pow', [mean(powers), inverse], pooled)], pooled);
  },
};

function build(write: (x: Value, writer: Writer) => Value, p: readonly number[]): Uint8Array {
  const record: Recorder = recorder();
  const one = (values: readonly number[]): Value =>
    new Set(values).size === 1
      ? record.constant('float32', [values[0]!])
      : record.constant('float32', values, [1, 1, channels]);
  const perChannel = Array.from({ length: channels }, (_, c) => p[Math.floor((c * p.length) / channels)]!);
  const op: Writer['op'] = (name, inputs, dims = open, attributes = {}, kind = 'float32') =>
    record.node(name, inputs, { kind, dims }, attributes);
  const x = record.input('tokens', 'float32', open);
  const y = write(x, {
    op,
    scalar: (value) => record.constant('float32', [value]),
    p: one(perChannel),
    inverse: one(perChannel.map((value) => 1 / value)),
    max: (value) => op('ReduceMax', [value], pooled, { axes: [1], keepdims: 1 }),
    mean: (value) => op('ReduceMean', [value], pooled, { axes: [1], keepdims: 1 }),
  });
  const about = { name: 'bench', description: '' };
  return modelOf('bench', assemble(about, [x], [{ name: 'pooled', value: y }], { opset }));
}

const exponents = {
  'ggem, 12 groups, p 2.2 to 4.4': Array.from({ length: 12 }, (_, g) => 2.2 + g / 5),
  'gem, p 3': [3],
};

const host = process.argv[2] ?? 'node';
const { ort, provider } = await load(host);
const x = Float32Array.from({ length: batch * tokens * channels }, (_, i) => 2 * Math.abs(Math.sin(i * 1.7)));
const feeds = { tokens: new ort.Tensor('float32', x, [batch, tokens, channels]) };

for (const [title, p] of Object.entries(exponents)) {
  const spec: PoolingSpecInput = { type: 'ggem', groups: p.length, p };
  const expected = poolArray({ data: x, shape: [batch, tokens, channels] }, spec);
  const models = {
    ...Object.fromEntries(Object.entries(graphs).map(([name, write]) => [name, build(write, p)])),
    '@ggem/onnx': poolingModel(spec, { channels }),
    '@ggem/onnx, shortcut': poolingModel(spec, { channels, shortcut: true }),
  };
  const sessions = await inOrder(Object.entries(models), async ([name, model]) => ({
    name,
    session: await ort.InferenceSession.create(model, {
      executionProviders: [provider],
      intraOpNumThreads: 1,
      interOpNumThreads: 1,
    }),
    times: [] as number[],
  }));
  for (let round = 0; round < rounds; round++) {
    for (const { session, times } of sessions) {
      const started = performance.now();
      await session.run(feeds);
      times.push(performance.now() - started);
    }
  }
  const rows = await inOrder(sessions, async ({ name, session, times }) => {
    const values = (await session.run(feeds)).pooled!.data as Float32Array;
    const worst = values.reduce((most, value, i) => Math.max(most, Math.abs(value / expected[i]! - 1)), 0);
    // The fastest round is the one that other work on the machine disturbed least.
    return { name, ms: Math.min(...times), worst };
  });
  const naive = Math.min(...rows.filter(({ name }) => name.startsWith('naive')).map(({ ms }) => ms));
  console.log(`\n${title}, ${batch} x ${tokens} x ${channels}, onnxruntime-${host}, one thread`);
  for (const { name, ms, worst } of rows) {
    const ratio = (ms / naive).toFixed(2);
    console.log(
      `  ${name.padEnd(28)} ${ms.toFixed(2).padStart(6)} ms  ${ratio} of the fastest naive  error ${worst.toExponential(1)}`,
    );
  }
}

async function load(name: string): Promise<{ ort: Runtime; provider: string }> {
  if (name === 'node')
    return { ort: (await import('onnxruntime-node')) as unknown as Runtime, provider: 'cpu' };
  const ort = (await import('onnxruntime-web')) as unknown as Runtime;
  ort.env.wasm.numThreads = 1;
  return { ort, provider: 'wasm' };
}

async function inOrder<A, B>(all: readonly A[], each: (one: A) => Promise<B>): Promise<B[]> {
  const results: B[] = [];
  for (const one of all) results.push(await each(one));
  return results;
}
