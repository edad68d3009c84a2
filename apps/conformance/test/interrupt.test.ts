import { spawnSync } from 'node:child_process';
import { expect, it } from 'vitest';
import { command } from './support/command.ts';

it.skipIf(process.platform === 'win32')(
  'ends on Ctrl-C in the middle of a run, and leaves no browser behind',
  async () => {
    let left: readonly number[] = [];
    let asked = false;
    const { code, err } = await command(['--devices', 'reference@chromium,webgl'], {
      onError: (text, child) => {
        // The first device in a browser has ended, so that a browser is running now.
        if (asked || !text.includes('reference:float64@chromium')) return;
        asked = true;
        left = descendants(child.pid!);
        child.kill('SIGINT');
      },
    });
    expect(code).toBe(130);
    expect(err).toContain('Interrupted: nothing was written.');
    expect(left.length).toBeGreaterThan(2);
    expect(left.filter(isAlive)).toEqual([]);
  },
);

/** All processes that a process started, and those that they started. */
function descendants(pid: number): readonly number[] {
  const { stdout } = spawnSync('ps', ['-A', '-o', 'pid=,ppid='], { encoding: 'utf8' });
  const all = stdout
    .trim()
    .split('\n')
    .map((line) => line.trim().split(/\s+/).map(Number));
  const below = (parent: number): readonly number[] =>
    all.filter(([, ppid]) => ppid === parent).flatMap(([child]) => [child!, ...below(child!)]);
  return below(pid);
}

function isAlive(pid: number): boolean {
  const { stdout } = spawnSync('ps', ['-p', String(pid), '-o', 'stat='], { encoding: 'utf8' });
  const state = stdout.trim();
  return state !== '' && !state.startsWith('Z');
}
