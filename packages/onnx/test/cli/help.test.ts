import { describe, expect, it } from 'vitest';
import { commands } from '../../src/cli/commands.ts';
import { help } from '../../src/cli/help.ts';
import { runCli } from './runCli.ts';

describe('the help', () => {
  it.each([...commands.keys()])('of %s has examples that are commands of its own', async (topic) => {
    const { code, out } = await runCli([topic, '--help']);
    expect([code, out]).toEqual([0, `${help(topic)}\n`]);
    const [, examples] = out.split('Examples\n');
    for (const line of examples!.trim().split('\n'))
      expect(line.trim()).toMatch(new RegExp(`^ggem-onnx ${topic} `));
  });

  it.each([...commands.keys()])('of %s names every option that the command takes, once', async (name) => {
    const { out } = await runCli([name, '--help']);
    const [listed] = out.split('Examples\n');
    for (const [option, { value }] of Object.entries(commands.get(name)!.options)) {
      const way = `--${option}${value === undefined ? '' : ` ${value}`}`;
      expect(
        listed!.split('\n').filter((line) => `${line.trim().replace(/^-\w, /, '')}  `.startsWith(`${way}  `)),
      ).toHaveLength(1);
    }
  });

  it('fits a terminal of 120 columns', () => {
    for (const topic of [undefined, ...[...commands.keys()]]) {
      for (const line of help(topic).split('\n')) expect(line.length).toBeLessThanOrEqual(120);
    }
  });

  it('is what no command at all gives', async () => {
    expect(await runCli([])).toEqual({ code: 0, out: `${help()}\n`, err: '' });
    expect((await runCli(['--version'])).out).toMatch(/^\d+\.\d+\.\d+\n$/);
  });
});
