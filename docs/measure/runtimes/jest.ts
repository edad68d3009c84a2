import { execFile } from 'node:child_process';
import { cp, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const recipe = join(import.meta.dirname, '../../recipes/environments/jest');

/** What jest said of the tests of the page about it. */
export interface JestRuns {
  readonly modules: string;
  readonly commonjs: string;
  readonly withoutFlag: string;
}

/** Runs the tests of the page about jest, below a folder in which all is installed. */
export async function runJest(folder: string): Promise<JestRuns> {
  const said = async (name: string, flagged: boolean): Promise<string> => {
    const cwd = join(folder, `jest-${name}`);
    await cp(join(recipe, name), cwd, { recursive: true });
    const { scripts } = JSON.parse(await readFile(join(cwd, 'package.json'), 'utf8')) as {
      readonly scripts: { readonly test: string };
    };
    const [, flag] = /^NODE_OPTIONS=(\S+) jest$/.exec(scripts.test)!;
    const env = { ...process.env, NODE_OPTIONS: flagged ? flag : '', FORCE_COLOR: '0' };
    const jest = join(folder, 'node_modules/jest/bin/jest.js');
    const { stderr } = await run(process.execPath, [jest, '--watchman=false'], { cwd, env }).catch(
      (error: { stderr: string }) => error,
    );
    const total = /^Tests: +(.*)$/m.exec(stderr)?.[1] ?? stderr;
    return flagged ? total : (/^.*(?:TypeError|SyntaxError|Error)\b.*$/m.exec(stderr)?.[0].trim() ?? total);
  };
  return {
    modules: await said('modules', true),
    commonjs: await said('commonjs', true),
    withoutFlag: await said('commonjs', false),
  };
}
