import { expect, it } from 'vitest';
import type { Contender, Job } from '../src/contender.ts';
import { type MeasureOptions, measureAll } from '../src/run/measureAll.ts';
import type { Row } from '../src/run/row.ts';
import type { Measure, Workload } from '../src/workload.ts';

const measure: Measure = { pass: 'forward', spec: 'mean', batch: 1, tokens: 4, channels: 64 };

function mean({ x, tokens, channels }: Workload): Float32Array {
  return Float32Array.from({ length: channels }, (_, c) => {
    let sum = 0;
    for (let n = 0; n < tokens; n++) sum += x[n * channels + c]!;
    return sum / tokens;
  });
}

function contender(variant: string, log: string[], change: Partial<Job> = {}): Contender {
  return {
    adapter: 'fake',
    device: 'here',
    how: 'naive',
    variant,
    hosts: ['node'],
    can: () => true,
    open: async () => ({
      prepare: (workload) => ({
        run: () => void log.push(variant),
        result: () => mean(workload),
        dispose: () => void log.push(`${variant} gone`),
        ...change,
      }),
    }),
  };
}

async function run(contenders: readonly Contender[], change: Partial<MeasureOptions> = {}) {
  const rows: Row[] = [];
  const problems: string[] = [];
  await measureAll(contenders, [measure], {
    // No clock ends anything: as many calls and samples on a busy machine as on an idle one.
    effort: () => ({ budget: Infinity, patience: Infinity }),
    signal: new AbortController().signal,
    onProgress: () => {},
    onRows: (_, own) => rows.push(...own),
    onProblem: (text) => problems.push(text),
    ...change,
  });
  return { rows, problems };
}

it('gives a row a contender and frees what it made', async () => {
  const log: string[] = [];
  const { rows, problems } = await run([contender('a', log), contender('b', log)]);
  expect(problems).toEqual([]);
  expect(rows.map(({ variant }) => variant)).toEqual(['a', 'b']);
  for (const row of rows)
    expect(row).toMatchObject({ ...measure, adapter: 'fake', how: 'naive', threads: 1 });
  expect(log.slice(-2)).toEqual(['a gone', 'b gone']);
});

it('takes turns: no contender waits for all samples of another', async () => {
  const log: string[] = [];
  await run(['a', 'b', 'c', 'd'].map((name) => contender(name, log)));
  const starts = log.filter((name, i) => name !== log[i - 1]);
  const lastOfA = starts.lastIndexOf('a');
  expect(starts.slice(0, lastOfA).filter((name) => name === 'd').length).toBeGreaterThan(3);
});

it('leaves out a contender that computes something else, however fast it is', async () => {
  const wrong = contender('wrong', [], { result: () => new Float32Array(64) });
  const { rows, problems } = await run([wrong, contender('right', [])]);
  expect(rows.map(({ variant }) => variant)).toEqual(['right']);
  expect(problems[0]).toMatch(
    /^fake:here \(naive, wrong\) is left out at forward {2}mean {2}1 × 4 × 64: it is wrong: y\[0, 0\] is 0 instead of -?\d/,
  );
});

it('leaves out a contender that is not here or that throws, and goes on', async () => {
  const missing = {
    ...contender('missing', []),
    open: async () => {
      throw new Error('no such library\nand more');
    },
  };
  const broken = contender('broken', [], {
    run: () => {
      throw new Error('no memory');
    },
  });
  const { rows, problems } = await run([missing, broken, contender('right', [])]);
  expect(rows.map(({ variant }) => variant)).toEqual(['right']);
  expect(problems).toEqual([
    'fake:here (naive, missing) is not here: no such library',
    'fake:here (naive, broken) is left out at forward  mean  1 × 4 × 64: no memory',
  ]);
});

it('keeps what was measured when it is interrupted', async () => {
  const stop = new AbortController();
  let calls = 0;
  // The warm-up ends after 300 calls; this is some samples later.
  const counting = contender('a', [], { activate: () => ++calls === 340 && stop.abort() });
  const { rows } = await run([counting], {
    signal: stop.signal,
  });
  expect(rows).toHaveLength(1);
  expect(rows[0]!.samples).toBeLessThan(31);
});
