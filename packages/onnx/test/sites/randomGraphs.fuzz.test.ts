import { GgemError } from '@ggem/core';
import { describe, expect, it } from 'vitest';
import { checkModel } from '../../src/check/checkModel.ts';
import { listCandidates } from '../../src/edit/listCandidates.ts';
import { replacePooling } from '../../src/edit/replacePooling.ts';
import { readModel } from '../../src/read/readModel.ts';
import { expectClose } from '../edit/expectClose.ts';
import { numbers, runModel } from '../edit/runModel.ts';
import { downstreamOf } from './downstreamOf.ts';
import { randomGraph } from './randomGraph.ts';

const graphs = 160;
const batches = 8;
const x = numbers(2, 5, 6);

/** What a call gives, or `undefined` after a GgemError; any other error is a fault. */
function orRefused<T>(call: () => T): T | undefined {
  try {
    return call();
  } catch (error) {
    if (error instanceof GgemError) return undefined;
    throw error;
  }
}

/** Largest number that float32 steps of a random graph keep exact enough to compare. */
const comparable = (data: ArrayLike<number>): boolean =>
  Array.from(data).every((one) => Number.isFinite(one) && Math.abs(one) < 1e6);

// The values to compare with are those of the graph before in onnxruntime.
describe('a random graph of the operators that poolings are made of', () => {
  it.each(Array.from({ length: batches }, (_, i) => i))(
    'gives what it did where each of its poolings is replaced by its own spec: batch %i',
    async (batch) => {
      for (let i = 0; i < graphs / batches; i++) {
        const seed = (batch * graphs) / batches + i + 1;
        const bytes = randomGraph(seed);
        const { poolings } = listCandidates(bytes);
        const before = poolings.length === 0 ? {} : await runModel(bytes, { x });
        for (const { name, spec, values } of poolings) {
          const own = spec && orRefused(() => replacePooling(bytes, spec, { at: name, values }).toBytes());
          if (own !== undefined) {
            expect(checkModel(own), `seed ${seed}, ${name}`).toEqual([]);
            const after = await runModel(own, { x });
            for (const [output, { data }] of Object.entries(before)) {
              if (!comparable(data)) continue;
              expect(
                () => expectClose(after[output]!.data, data, 1e-3),
                `seed ${seed}, ${name}, ${output}`,
              ).not.toThrow();
            }
          }
          const other = orRefused(() => replacePooling(bytes, { type: 'gem', p: 5 }, { at: name }).toBytes());
          if (other === undefined) continue;
          const after = await runModel(other, { x });
          const changed = downstreamOf(readModel(bytes).graph, name);
          for (const [output, { data }] of Object.entries(before)) {
            if (!changed.has(output))
              expect(after[output]!.data, `seed ${seed}, ${name}, ${output}`).toEqual(data);
          }
        }
      }
    },
  );

  it('is one in which poolings are found often', () => {
    const found = Array.from({ length: 100 }, (_, i) => listCandidates(randomGraph(i + 1)).poolings.length);
    expect(found.filter((count) => count > 0).length).toBeGreaterThan(30);
  });
});
