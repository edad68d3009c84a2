import { type Expectation, type Harness, opsDevice } from '@ggem/conformance';
import { arrayOps } from '@ggem/core';

/** An adapter with faults: its sums count the first token twice, and one of its devices is missing. */
export const harness: Harness = {
  name: 'broken',
  devices: ['twice', 'missing'],
  open: async (device) => {
    if (device === 'missing') throw new Error('This machine has no such device.');
    return opsDevice({
      ops: { ...arrayOps, sum: (x) => arrayOps.add(arrayOps.sum(x), arrayOps.slice(x, 0, 1)) },
      put: ({ shape, data }) => ({ shape, data: Float64Array.from(data) }),
      get: (tensor) => tensor,
      answers: () => device,
    });
  },
};

export const expectations: readonly Expectation[] = [
  {
    cases: 'max/normal/3x7x5',
    properties: ['dx'],
    outcome: 'xfail',
    reason: 'Ties share the gradient by a sum, which counts the first token twice.',
    link: 'https://example.org/issues/1',
  },
  { cases: 'edge/*', outcome: 'skip', reason: 'Not of interest here.' },
];
