import { type Case, type Harness, loadCases, type Row, runConformance } from '@ggem/conformance';
import { readData } from '@ggem/conformance/node';
import { expect, it } from 'vitest';
import { openNodeRuntime } from '../conformance/nodeRuntime.ts';
import { runOperationCase } from '../conformance/runOperationCase.ts';
import { runPoolingCase } from '../conformance/runPoolingCase.ts';
import { SessionCache } from '../conformance/sessionCache.ts';

/** Sets in which an operator that poolings use changed its form, and the one before. */
const opsets = [7, 8, 9, 10, 11, 12, 13];
const runtime = await openNodeRuntime();
const cases = sample(await loadCases(readData));

/** Before Where, NaN that is not chosen comes through: no pooling does that without a mask, which those sets refuse. */
const leaks = ['unselected-nan-goes-nowhere', 'number-yes', 'number-no', 'number-nan'].map(
  (name) => `operation/select/${name}`,
);

/**
 * onnxruntime takes an open axis for as long as before, where Slice of set 10 cut it, and then refuses to run what shares
 * a buffer with a value of the whole length.
 */
const refusedInSet10 = /Shape mismatch attempting to re-use buffer/;

/** onnxruntime-node on graphs of one operator set, which is the name of the device. */
const harness: Harness = {
  name: 'opset',
  devices: opsets.map(String),
  open: async (opset) => {
    const sessions = new SessionCache(runtime);
    return {
      answers: () => opset,
      operate: (operation) => runOperationCase(sessions, operation, Number(opset)),
      pool: (input, wanted) => runPoolingCase(sessions, input, wanted, Number(opset)),
      close: () => sessions.release(),
    };
  },
};

async function failures(opset: number): Promise<readonly Row[]> {
  const { rows } = await runConformance([{ harness }], { cases, devices: [`opset:${opset}`] });
  expect(rows).toHaveLength(cases.length);
  return rows.filter(({ outcome }) => outcome !== 'pass');
}

it.each(opsets.filter((opset) => opset >= 9))(
  'gives the expected values of every kind of pooling in operator set %i',
  async (opset) => {
    const failed = (await failures(opset)).filter(
      ({ message }) => !(opset === 10 && refusedInSet10.test(message ?? '')),
    );
    expect(failed.map(({ message }) => message)).toEqual([]);
  },
  900_000,
);

it.each([7, 8])(
  'refuses in operator set %i what needs Where or counts tokens, and gives the others',
  async (opset) => {
    const failed = await failures(opset);
    const wrong = failed.filter(
      (row) => !(row.message?.includes('opset must be 9 or newer') || leaks.includes(row.case)),
    );
    expect(wrong.map(({ message }) => message)).toEqual([]);
    expect(failed.length).toBeLessThan(cases.length / 2);
  },
  900_000,
);

/** The operations, and the smallest case of every kind of pooling with its mask, weights, layout and edges. */
function sample(all: readonly Case[]): readonly Case[] {
  const smallest = new Map<string, Case & { kind: 'pooling' }>();
  for (const one of all) {
    if (one.kind === 'operation') continue;
    const { spec, mask, offsets, image } = one;
    const negatives = 'negatives' in spec ? spec.negatives : '';
    const [family, edge] = one.id.split('/');
    const inputs = [mask, offsets, image].map((part) => part !== undefined);
    const key = [spec.type, family, family === 'edge' ? edge : '', ...inputs, negatives].join();
    const present = smallest.get(key);
    if (present === undefined || size(one.shape) < size(present.shape)) smallest.set(key, one);
  }
  return [...all.filter(({ kind }) => kind === 'operation'), ...smallest.values()];
}

function size(shape: readonly number[]): number {
  return shape.reduce((product, length) => product * length, 1);
}
