import { describe, expect, it } from 'vitest';
import { commands } from '../src/cli/commands.ts';
import { help } from '../src/cli/help.ts';

const names = [...commands.keys()];
const withRun = names.filter((name) => help(name).includes('\n  --out RUN'));

describe('help', () => {
  it('of some commands has a folder for a run', () => {
    expect(withRun).toContain('compare');
  });
  it.each(withRun)('of %s names the folder of its run, under no heading that says something else', (name) => {
    const text = help(name);
    const [, defaults = ''] = /--out RUN([\s\S]*?)\n( {2}--|\n)/.exec(text)!;
    const own = ['finetune', 'train-p', 'contrast', 'robust', 'heads', 'maps', 'demo'].includes(name)
      ? name
      : 'run';
    expect(defaults).toContain(`ggem-lab-${own}`);
    const before = text.slice(0, text.indexOf('  --out RUN'));
    expect(before.split('\n\n').at(-1)).not.toMatch(/^(Preprocessing|The model)/);
  });
  it.each(names)('of %s fits a terminal of 120 columns, examples aside', (name) => {
    const [text = ''] = help(name).split('\nExamples\n');
    for (const line of text.split('\n')) expect(line.length, line).toBeLessThanOrEqual(120);
  });
});
