import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { Progress } from '../../cli/progress.ts';
import { row } from '../support/rows.ts';

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['performance'] });
});
afterEach(() => vi.useRealTimers());

/** Runs ten cases on a device, `seconds` each. */
function run(
  { isTTY, columns }: { readonly isTTY: boolean; readonly columns?: number },
  seconds: number,
): readonly string[] {
  const written: string[] = [];
  const progress = new Progress({ isTTY, columns, write: (text) => written.push(text) }, 2, 10);
  progress.start('tfjs:cpu@node');
  for (let i = 0; i < 10; i++) {
    vi.advanceTimersByTime(seconds * 1000);
    progress.row(row('tfjs:cpu@node', `mean/${i}`, { y: i === 0 ? 'fail' : 0 }));
  }
  progress.end('tfjs:cpu@node', 'tfjs:cpu@node  10 cases');
  return written;
}

it('writes one line over and over in a terminal, no longer than it is wide', () => {
  const written = run({ isTTY: true, columns: 40 }, 1);
  const lines = written.slice(0, 10);
  expect(lines[1]).toBe('\r0:02  10 %, 2 of 20, 1 failed  tfjs:cpu\u001b[K');
  expect(lines.every((line) => !line.includes('\n'))).toBe(true);
  expect(written.slice(10)).toEqual(['\r\u001b[K', 'tfjs:cpu@node  10 cases\n']);
});

it('writes a line now and then into a log', () => {
  expect(run({ isTTY: false }, 8)).toEqual([
    '0:16  10 %, 2 of 20, 1 failed  tfjs:cpu@node 2/10\n',
    '0:32  20 %, 4 of 20, 1 failed  tfjs:cpu@node 4/10\n',
    '0:48  30 %, 6 of 20, 1 failed  tfjs:cpu@node 6/10\n',
    '1:04  40 %, 8 of 20, 1 failed  tfjs:cpu@node 8/10\n',
    '1:20  50 %, 10 of 20, 1 failed  tfjs:cpu@node 10/10\n',
    'tfjs:cpu@node  10 cases\n',
  ]);
});
