import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { agreementOf } from '../evidence/write/agreement.ts';
import { paperColumns } from '../evidence/write/beside.ts';
import { cellsOf } from '../evidence/write/cells.ts';
import { differenceOf, verdictOf } from '../evidence/write/difference.ts';
import { type Effect, effectsOf } from '../evidence/write/effects.ts';
import { type Experiments, readExperiments } from '../evidence/write/experiments.ts';
import { headModels } from '../evidence/write/headModels.ts';
import { meanOf, outcomeOf, overSeeds } from '../evidence/write/outcome.ts';
import { evidencePages, results, withBlocks } from '../evidence/write/pages.ts';
import { paper } from '../evidence/write/paper.ts';
import { effectTable } from '../evidence/write/sections/effectTable.ts';
import { situations } from '../evidence/write/sections/findings.ts';
import { summary } from '../evidence/write/sections/summary.ts';
import { points } from '../evidence/write/words.ts';
import { docs } from './support/docs.ts';
import { five, handExperiments, handTrained, heads } from './support/evidenceResults.ts';

const folder = join(docs, 'evidence');
const names = [...new Set([...handExperiments.keys(), ...readExperiments(results).keys()])];
const none: Experiments = new Map();

describe('a result becomes rows', () => {
  it('outcomes are read from texts; an image has the mean of the seeds that were asked for it', () => {
    expect(outcomeOf('01-1')).toEqual([0, 1, null, 1]);
    expect(outcomeOf([0.25, null])).toEqual([0.25, null]);
    expect(meanOf(outcomeOf('01-1'))).toBeCloseTo(2 / 3, 12);
    expect(overSeeds([outcomeOf('01--'), outcomeOf('111-')])).toEqual([0.5, 1, 1, null]);
  });

  const [cell] = cellsOf(handTrained(five));

  it('a difference has the t-interval over seeds', () => {
    const found = differenceOf(cell!, 'class', 'average')!;
    // Seeds differ by 6/8 and 5/8: mean 0.6875, deviation 0.0884, over √2 0.0625, times 12.7062 (97.5 % of Student's, 1 degree).
    expect(found.difference).toBeCloseTo(0.6875, 12);
    expect(found.seeds!.low).toBeCloseTo(0.6875 - 0.0625 * 12.7062, 4);
    expect(found.seeds!.high).toBeCloseTo(0.6875 + 0.0625 * 12.7062, 4);
    expect(verdictOf(found)).toBe('images');
  });

  it('and the one over images, which holds 0 where a draw may miss all that differ', () => {
    const { images } = differenceOf(cell!, 'ggem', 'average')!;
    // Two of eight differ, by 1: binomial(8, 1/4) / 8, whose 2.5 % and 97.5 % quantiles are 0 and 5/8 (scipy.stats.binom.ppf).
    expect(images).toEqual({ low: 0, high: 0.625, resolved: false });
  });

  it('what the laboratory wrote is taken as it is', () => {
    const against = {
      ...{ difference: 0.5, images: { low: 0.1, high: 0.9, resolved: true }, smallest: 0.2 },
      ...{ classes: { low: 0, high: 1, resolved: false }, seeds: { low: 0.4, high: 0.6, resolved: true } },
    };
    const result = structuredClone(handTrained(five)) as {
      groups: { rows: { results: Record<string, unknown> }[] }[];
    };
    result.groups[0]!.rows[4]!.results = { accuracy: { against } };
    const [own] = cellsOf(result);
    const found = differenceOf(own!, 'ggem', 'average')!;
    expect(found).toMatchObject(against);
    expect([found.of.key, found.to.key, verdictOf(found)]).toEqual(['ggem', 'average', 'resolved']);
  });

  it('a pooling of which there are several counts by the one that starts from 3 and shifts', () => {
    const spec = { type: 'gem', p: 5, negatives: 'shift' };
    const [several] = cellsOf(handTrained([{ ...five[3]!, name: 'GeM 5', spec }, ...five]));
    expect(several!.rows.map(({ key }) => key)).toEqual(['GeM 5', 'class', 'average', 'max', 'gem', 'ggem']);
  });

  it('further sets of a training are variants, those held out the originals', () => {
    const cells = cellsOf(handTrained(five, { sets: ['mixed-random', 'other'] }));
    expect(cells.map(({ group }) => group)).toEqual(['original', 'mixedRandom', 'other']);
    expect(cells.map((one) => paperColumns('table-3', one)?.columns)).toEqual([[7], [2], undefined]);
  });

  it('another format is refused', () => {
    expect(() => cellsOf({ format: 'ggem-lab-maps' })).toThrow(
      'evidence: a result must be ggem-lab-trained or ggem-lab or ggem-lab-robust, but its format is ggem-lab-maps.',
    );
    expect(() => headModels({ 'mean.onnx': {} })).toThrow('mean.onnx must be POOLING-...-seed-N.onnx');
  });
});

describe('an effect', () => {
  const span = (low: number, high: number) => ({ low, high, resolved: low > 0 || high < 0 });
  const [told, open] = [span(0.01, 0.03), span(-0.01, 0.05)];
  const effect = (images = told, seeds: typeof told | null = told, direction?: 1 | -1): Effect => {
    const ours = { difference: 0.02, images, seeds: seeds ?? undefined } as Effect['ours'];
    return {
      ...{ of: 'ggem', to: 'average', name: 'GGeM − average', where: '2 blocks', ours },
      verdict: verdictOf(ours),
      ...(direction && { paper: { points: [direction * 0.4], direction } }),
    };
  };

  it('agrees in full only where both intervals exclude 0', () => {
    expect(agreementOf(effect(told, told, 1))).toBe('as the paper, over images and seeds');
    expect(agreementOf(effect(told, told, -1))).toBe('the other way, over images and seeds');
    expect(agreementOf(effect(told, told))).toBe('resolved, over images and seeds');
    expect(agreementOf(effect(told, open, 1))).toBe('as the paper, over images alone');
    expect(agreementOf(effect(told, null, -1))).toBe('the other way, over images');
    expect(agreementOf(effect(open, told, 1))).toBe('as the paper, over seeds alone');
    expect(agreementOf(effect(open, open, 1))).toBe('not resolved');
  });

  it('is a row with the number of the paper and both intervals', () => {
    expect([points(-0.04), points(0.05), points(0), points(-1.26)]).toEqual(['−0.04', '+0.1', '0.0', '−1.3']);
    const row = effectTable([effect(told, open, -1)])
      .split('\n')[2]!
      .replaceAll('\u00a0', ' ');
    expect(row).toBe(
      '| GGeM − average | the other way, over images alone | −0.4 | +2.0 | [+1.0, +3.0] | [−1.0, +5.0] |',
    );
  });

  it('is counted, and told with its number where it is resolved', () => {
    const text = summary([effect(told, told, 1), effect(told, told, -1), effect(open, open, 1)]);
    expect(text).toContain('- **As the paper, over images and seeds**: GGeM − average +2.0 (2 blocks).');
    expect(text).toContain('- **The other way, over images and seeds**: GGeM − average +2.0 (2 blocks).');
    expect(text).toContain('- **Not resolved**: the other 1.');
    expect(text).toContain('3 differences were looked at');
  });

  it('of Table 2 stands beside the same number of blocks', () => {
    const [, cell] = cellsOf(handTrained(five, { groups: ['Head alone', '2 blocks'] }));
    const [first] = effectsOf(cell!, paperColumns('table-2', cell!));
    // 79.1 - 80.4.
    expect([first!.name, first!.paper!.points]).toEqual(['class token − average', [-1.3]]);
  });

  it('is counted for the first page over all runs that decide', () => {
    const table = situations(handExperiments).replaceAll('\u00a0', ' ');
    // Of eight images GGeM names four, the class token all: of the draws, one in 256 has none of the other four. In both parts, each of a seed of its own, it
    // names two less: that is told.
    expect(table).toContain(
      '| [train a head on frozen tokens](./probing.md) | 0 of 1 ahead, 0 behind | 0 of 1 ahead, 1 behind | 0 of 1 ahead, 0 behind |',
    );
    // By two seeds, 4/8 and 3/8 behind, it is not: −0.4375 and 12.7062 times 0.0625.
    expect(table).toContain(
      '| [fine-tune a head or the last blocks](./table-2.md) | 0 of 2 ahead, 0 behind | 0 of 2 ahead, 0 behind | 0 of 2 ahead, 0 behind |',
    );
    expect(situations(none)).toContain('not run yet');
  });
});

describe('the pages', () => {
  const files = readdirSync(folder).filter((file) => file.endsWith('.md'));
  const texts = files.map((file) => readFileSync(join(folder, file), 'utf8'));

  it.each(names)('one of them shows %s', (name) => {
    const own = texts.filter((text) => text.includes(`<!-- evidence: runs/${name} -->`));
    expect(own).toHaveLength(1);
  });

  it('show every table of the paper', () => {
    const all = texts.join();
    const missing = Object.keys(paper.tables).filter(
      (name) => !all.includes(`<!-- evidence: paper/${name} -->`),
    );
    expect(missing).toEqual([]);
  });

  it.each([
    ['with results', handExperiments],
    ['with none', none],
  ])('are whole %s', async (_, experiments) => {
    const { pages, plots } = await evidencePages(experiments);
    const shown = Object.values(pages).flatMap((text) => [...text.matchAll(/\.\/plots\/([^)]+)\)/g)]);
    expect(shown.map(([, file]) => file).sort()).toEqual(Object.keys(plots).sort());
    for (const text of [...Object.values(pages), ...Object.values(plots)]) {
      expect(text).not.toMatch(/undefined|NaN|Infinity|\[object/);
    }
    // A label on a part of a picture is a fault to axe.
    for (const svg of Object.values(plots)) expect(svg).not.toMatch(/aria-(label|desc)/);
  });

  it('say what was not run, and what it takes', async () => {
    const mark = '<!-- evidence: runs/table-1-scratch -->\n<!-- end of evidence -->';
    const { text } = await withBlocks(mark, handExperiments);
    expect(text).toContain('### CIFAR-10\n\nNot run yet. It takes about 7 CPU minutes.');
    expect(text).toContain('npx tsx experiments/run.ts table-1-scratch/cifar10 --data DIR --models DIR');
    expect((await withBlocks(mark, none)).text).toContain(
      'the experiment `table-1-scratch` has no configuration.',
    );
  });

  it('say what it took', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'ggem-evidence-'));
    await mkdir(join(folder, 'results/table-2'), { recursive: true });
    const runs = { flowers: { command: 'finetune', options: {} }, other: { minutes: 90 } };
    await writeFile(join(folder, 'table-2.json'), JSON.stringify({ paper: 'Table 2', about: 'Asks.', runs }));
    await writeFile(join(folder, 'results/minutes.json'), '{ "table-2/flowers": 12.5 }');
    await writeFile(join(folder, 'results/table-2/flowers.json'), JSON.stringify(handTrained(five)));
    const mark = '<!-- evidence: runs/table-2 -->\n<!-- end of evidence -->';
    const { text } = await withBlocks(mark, readExperiments(folder));
    expect(text).toContain('Run in 12.5 CPU minutes by');
    expect(text).toContain('### other\n\nNot run yet. It takes about 90 CPU minutes.');
    await rm(folder, { recursive: true });
  });

  it('tell what exponents came to', async () => {
    const { text } = await withBlocks(
      '<!-- evidence: runs/figures-6-8 -->\n<!-- end of evidence -->',
      handExperiments,
    );
    // GeM ended at 2 and 4, GGeM at 2, 3.5 and 4, 5.5, from each of two seeds.
    expect(text).toContain('Here 6 of 12 exponents ended between 4 and 6.5');
    expect(text).toContain('the p of 0 of 4 trainings of GGeM lie within 1.');
  });

  it('compare heads over seeds, in blocks that training changed', async () => {
    const { text } = await withBlocks(
      '<!-- evidence: runs/figures-4-5 -->\n<!-- end of evidence -->',
      handExperiments,
    );
    expect(Object.keys(heads)).toHaveLength(4);
    expect(text).not.toContain('| block 1 |');
    expect(text).toContain('| block 2 | 0.510 | 0.405 |');
    // −0.10 and −0.11: mean −0.105, standard error 0.005, times 12.7062.
    expect(text).toContain('GGeM − average −0.105 [−0.169,\u00a0−0.041]');
  });

  it('set rules beside each other at the same p, and p under the same rule', async () => {
    const { text } = await withBlocks(
      '<!-- evidence: runs/defaults -->\n<!-- end of evidence -->',
      handExperiments,
    );
    const table = text.replaceAll('\u00a0', ' ');
    // Two of eight images more.
    expect(table).toContain('| GeM, p = 3: shift − clamp | resolved, over seeds alone | +25.0 |');
    expect(table).toContain('| GeM, shift: p = 3 − p = 5 | resolved, over seeds alone | +25.0 |');
    expect(table).toContain('| GeM, clamp: p = 3 − p = 5 | not resolved | 0.0 |');
    expect(table).not.toContain('shift − shift');
  });

  it('an unknown block is refused', async () => {
    await expect(withBlocks('<!-- evidence: all -->\n<!-- end of evidence -->', none)).rejects.toThrow(
      'evidence: a block must be',
    );
  });

  it('are what `npx pnpm@12 -C docs evidence` writes', async () => {
    const { pages, plots } = await evidencePages(readExperiments(results));
    expect(Object.fromEntries(files.map((file, i) => [file, texts[i]]))).toEqual(pages);
    const drawn = existsSync(join(folder, 'plots')) ? readdirSync(join(folder, 'plots')) : [];
    expect(
      Object.fromEntries(drawn.map((file) => [file, readFileSync(join(folder, 'plots', file), 'utf8')])),
    ).toEqual(plots);
  });
});
