import type { Contender } from '../contender.ts';

/** Copying the input once: what the memory allows. */
export const contenders: readonly Contender[] = [
  {
    adapter: 'typed arrays',
    device: 'js',
    how: 'baseline',
    variant: 'copy of the input',
    hosts: ['node', 'browser'],
    can: () => true,
    open: async () => ({
      prepare: ({ x }) => {
        const target = new Float32Array(x.length);
        return {
          run: () => target.set(x),
          result: () => target,
          unchecked: true,
          dispose: () => {},
        };
      },
    }),
  },
];
