import { fork } from 'node:child_process';
import { once } from 'node:events';
import type { HeadName } from '../src/model/heads.ts';
import type { StopSignal } from './stopSignal.ts';

/**
 * Fine-tunes heads in processes of their own, `jobs` at a time, since the wasm backend has one thread in Node.
 *
 * Each is this program again with `--head` and `--resume`. True when all went through.
 */
export async function tuneHeads(
  heads: readonly HeadName[],
  jobs: number,
  args: readonly string[],
  stop: StopSignal,
): Promise<boolean> {
  const waiting = [...heads];
  let failed = false;
  const worker = async (): Promise<void> => {
    while (!stop.stopped && !failed) {
      const head = waiting.shift();
      if (head === undefined) return;
      const child = fork(process.argv[1]!, [...args, '--head', head, '--resume']);
      stop.onStop(() => child.kill('SIGINT'));
      const [code] = (await once(child, 'exit')) as [number | null];
      if (code !== 0 && !stop.stopped) {
        failed = true;
        console.error(`train: fine-tuning "${head}" failed; its error is above. Add --resume to try again.`);
      }
    }
  };
  await Promise.all(Array.from({ length: jobs }, worker));
  return !failed && !stop.stopped;
}
