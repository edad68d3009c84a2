import { describe, expect, it } from 'vitest';
import { digest } from '../experiments/digest.ts';
import { readExperiments } from '../experiments/experiment.ts';
import { makes } from '../experiments/prepare/prepare.ts';
import { commands } from '../src/cli/commands.ts';

const experiments = await readExperiments();
const runs = [...experiments].flatMap(([name, experiment]) =>
  Object.entries(experiment.runs).map(([label, run]) => [`${name}/${label}`, run] as const),
);

describe('experiments', () => {
  it.each(runs)(
    '%s is a call of a command of the laboratory',
    (_, { command, options, prepare = [], models }) => {
      const known = commands.get(command);
      expect(known).toBeDefined();
      expect(Object.keys(known!.options)).toEqual(expect.arrayContaining(Object.keys(options)));
      for (const name of prepare) expect(Object.keys(makes)).toContain(name);
      // Whatever is read from the folder of data must have been made.
      const read = JSON.stringify(options).match(/\{work\}\/data\/([\w-]+)/g) ?? [];
      for (const path of read) expect(prepare).toContain(path.replace('{work}/data/', ''));
      if (models !== undefined)
        expect(runs.map(([name]) => name)).toContain(models.split('/').slice(0, 2).join('/'));
    },
  );
});

describe('a result that is kept', () => {
  const many = <T>(one: T): T[] => new Array<T>(65).fill(one);

  it('has outcomes as texts, no names and hashes, and no path of this machine', () => {
    const kept = digest(
      {
        images: {
          from: '/home/me/data/flowers',
          names: many('a.jpg'),
          hashes: many('9f'),
          labels: [...many('rose'), 'iris'],
        },
        each: { accuracy: [...many(1), 0, null], mapAtR: many(1 / 3) },
        seeds: [1, 0],
      },
      { data: '/home/me/data' },
    );
    expect(kept).toEqual({
      images: { from: '{data}/flowers', labels: { rose: 65, iris: 1 } },
      each: { accuracy: `${'1'.repeat(65)}0-`, mapAtR: many(0.333) },
      seeds: [1, 0],
    });
  });
});
