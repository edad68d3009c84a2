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

/**
 * Sets without Where let NaN through that is not chosen. Only poolings with a mask would choose so, and these sets refuse
 * masks.
 */
const leaks = ['unselected-nan-goes-nowhere', 'number-yes', 'number-no', 'number-nan'].map(
  (name) => `operation/select/${name}`,
);

/** onnxruntime-node on graphs of one operator set; the number of the set is the name of the device. */
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

/** The cases of one set: each case takes its turn in every other set, so that both sides of a change see their half. */
function casesOf(opset: number): readonly Case[] {
  return cases.filter((_, i) => (i + opset) % 2 === 0);
}

async function run(opset: number): Promise<readonly Row[]> {
  const own = casesOf(opset);
  const { rows } = await runConformance([{ harness }], { cases: own, devices: [`opset:${opset}`] });
  expect(rows).toHaveLength(own.length);
  return rows;
}

it.each(opsets.filter((opset) => opset >= 9))(
  'gives the expected values of every kind of pooling in operator set %i',
  async (opset) => {
    const failed = (await run(opset)).filter(({ outcome }) => outcome !== 'pass');
    expect(failed.map(({ message }) => message)).toEqual([]);
  },
);

it.each([7, 8])(
  'refuses in operator set %i what needs Where or counts tokens, and gives the others',
  async (opset) => {
    const rows = await run(opset);
    const failed = rows.filter(({ outcome }) => outcome !== 'pass');
    const wrong = failed.filter(
      (row) => !(row.message?.includes('opset must be 9 or newer') || leaks.includes(row.case)),
    );
    expect(wrong.map(({ message }) => message)).toEqual([]);
    expect(failed.length).toBeLessThan(casesOf(opset).length / 2);
  },
);

/**
 * All operations; and for every kind of pooling and of negatives, the smallest case with tokens alone, the smallest one with
 * each other input, and one for each edge.
 */
function sample(all: readonly Case[]): readonly Case[] {
  const smallest = new Map<string, Case & { kind: 'pooling' }>();
  for (const one of all) {
    if (one.kind === 'operation') continue;
    const { spec, mask, tokenWeights, offsets, image } = one;
    const negatives = 'negatives' in spec ? spec.negatives : '';
    const [family, edge] = one.id.split('/');
    const inputs = [mask, tokenWeights, offsets, image].map((part) => part !== undefined);
    const keys = [
      [spec.type, inputs],
      [spec.type, negatives],
      [family, family === 'edge' ? edge : ''],
    ].map((key) => JSON.stringify(key));
    for (const key of keys) {
      const present = smallest.get(key);
      if (present === undefined || size(one.shape) < size(present.shape)) smallest.set(key, one);
    }
  }
  return [...all.filter(({ kind }) => kind === 'operation'), ...new Set(smallest.values())];
}

function size(shape: readonly number[]): number {
  return shape.reduce((product, length) => product * length, 1);
}
