import { describe, expect, it } from 'vitest';
import { classifyByNeighbours, linearProbe } from '../src/index.ts';
import { expectedCases, type Rows } from './expected.ts';

describe('k-NN', () => {
  interface Case {
    readonly known: Rows;
    readonly labels: readonly number[];
    readonly asked: Rows;
    readonly predictions: Readonly<Record<string, readonly number[]>>;
  }
  const [one] = expectedCases<Case>('classify', /^k-NN/);

  it('predicts what scikit-learn predicts, for 1, 10 and 20 neighbours', async () => {
    const known = { vectors: one!.known, labels: one!.labels };
    expect(await classifyByNeighbours({ known, asked: one!.asked })).toEqual(one!.predictions);
  });

  it('names classes as they were named', async () => {
    const labels = one!.labels.map((label) => `class ${label}`);
    const named = await classifyByNeighbours({
      known: { vectors: one!.known, labels },
      asked: one!.asked,
      k: [10],
    });
    expect(named[10]).toEqual(one!.predictions['10']!.map((label) => `class ${label}`));
  });

  it('gives equal votes to the first class, and a temperature near 0 to the nearest image', async () => {
    const known = {
      vectors: [
        [1, 0],
        [1, 0],
        [0, 1],
      ],
      labels: ['b', 'a', 'c'],
    };
    expect(await classifyByNeighbours({ known, asked: [[1, 0]], k: [1, 2] })).toEqual({ 1: ['b'], 2: ['a'] });
    const cold = {
      known: {
        vectors: [
          [1, 0.1],
          [1, 0.3],
          [1, 0.3],
        ],
        labels: [1, 2, 2],
      },
      asked: [[1, 0]],
      k: [3],
    };
    expect(await classifyByNeighbours({ ...cold, temperature: 1e-5 })).toEqual({ 3: [1] });
    expect(await classifyByNeighbours(cold)).toEqual({ 3: [2] });
  });

  it.each([
    [
      { temperature: 0 },
      'classifyByNeighbours: temperature must be a number above 0, but 0 came. Give a positive number.',
    ],
    [
      { k: [4] },
      'classifyByNeighbours: k must be a whole number from 1 to 3, but 4 came. Ask for at most as many as there are.',
    ],
    [
      { asked: [[1]] },
      'classifyByNeighbours: asked must have the channels of known.vectors, 2, but 1 came. Embed both in the same way.',
    ],
  ])('refuses %#', async (options, message) => {
    const known = {
      vectors: [
        [1, 0],
        [1, 0],
        [0, 1],
      ],
      labels: ['b', 'a', 'c'],
    };
    await expect(classifyByNeighbours({ known, asked: [[1, 0]], ...options })).rejects.toThrow(message);
  });
});

describe('a linear probe', () => {
  interface Case {
    readonly id: string;
    readonly train: Rows;
    readonly labels: readonly number[];
    readonly asked: Rows;
    readonly l2: number;
    readonly loss: number;
    readonly predictions: readonly number[];
  }
  const cases = expectedCases<Case>('classify', /^probe/);

  it.each(cases)('$id: has the loss and the predictions of scikit-learn', async (one) => {
    const train = { vectors: one.train, labels: one.labels };
    const probe = await linearProbe({ train, asked: one.asked, l2: [one.l2] });
    expect(probe.converged).toBe(true);
    expect(Math.abs(probe.loss - one.loss)).toBeLessThan(1e-7);
    expect(probe.predictions).toEqual(one.predictions);
  });

  it('chooses the l2 that the validation part likes best, the larger one of equals', async () => {
    const [one] = cases;
    const train = { vectors: one!.train, labels: one!.labels };
    const validation = { vectors: one!.asked, labels: one!.labels };
    const probe = await linearProbe({ train, validation, asked: one!.asked });
    expect(probe.validation.map(({ l2 }) => l2)).toEqual([1e-1, 1e-2, 1e-3, 1e-4, 1e-5, 1e-6]);
    const best = Math.max(...probe.validation.map(({ accuracy }) => accuracy));
    expect(probe.l2).toBe(probe.validation.find(({ accuracy }) => accuracy === best)!.l2);
    const right = probe.predictions.filter((label, i) => label === one!.labels[i]).length;
    expect(right / one!.labels.length).toBe(best);
    // From the start of another l2 or from zero, the minimum is the same.
    const alone = await linearProbe({ train, asked: one!.asked, l2: [probe.l2] });
    expect(Math.abs(alone.loss - probe.loss)).toBeLessThan(1e-9);
  });

  it('takes a channel that never changes, and a class that only the validation part has', async () => {
    const train = {
      vectors: [
        [0.1, 1],
        [0.1, 2],
        [0.1, 8],
        [0.1, 9],
      ],
      labels: ['low', 'low', 'high', 'high'],
    };
    const validation = {
      vectors: [
        [0.1, 1],
        [0.1, 30],
      ],
      labels: ['low', 'other'],
    };
    const probe = await linearProbe({
      train,
      validation,
      asked: [
        [0.1, 0],
        [0.1, 7],
        [5, 7],
      ],
      l2: [0.01, 0.1],
    });
    expect(probe.predictions).toEqual(['low', 'high', 'high']);
    expect(probe.deviation[0]).toBe(1);
    expect(probe.validation).toEqual([
      { l2: 0.1, accuracy: 0.5 },
      { l2: 0.01, accuracy: 0.5 },
    ]);
    expect(probe.l2).toBe(0.1);
  });

  it.each([
    [
      { train: { vectors: [[1], [2]], labels: [0, 0] } },
      'linearProbe: train.labels must have two classes or more, but 1 came. A probe tells classes apart; give images of others.',
    ],
    [
      { l2: [1, 2] },
      'linearProbe: l2 must be one number where there is no validation part, but 2 came. Give one, or a validation part that chooses.',
    ],
    [
      { l2: [-1] },
      'linearProbe: l2 must be a number from 0, but -1 came. Give one or more, such as [0.01, 0.001].',
    ],
    [
      { asked: [[Number.NaN]] },
      'linearProbe: asked must be finite, but NaN in row 0 came. Leave that image out, or look for what made it.',
    ],
  ])('refuses %#', async (change, message) => {
    const call = { train: { vectors: [[1], [2]], labels: [0, 1] }, asked: [[1]], l2: [1], ...change };
    await expect(linearProbe(call)).rejects.toThrow(message);
  });
});
