import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Trial, TrialResult } from './tester.ts';

/** A process that tries mutants one at a time, and is started anew when it hangs or dies. */
export class TesterProcess {
  private readonly root: string;
  private child: ChildProcess | undefined;

  constructor(root: string) {
    this.root = root;
  }

  /** The result of a trial; `hung` if none came within so many ms, or the process died. */
  async attempt(trial: Trial, limit: number): Promise<TrialResult | 'hung'> {
    const child = await this.running();
    const answer = new Promise<TrialResult | 'hung'>((resolve) => {
      const timer = setTimeout(() => resolve('hung'), limit);
      child.once('message', (result: TrialResult) => {
        clearTimeout(timer);
        resolve(result);
      });
      child.once('exit', () => {
        clearTimeout(timer);
        resolve('hung');
      });
    });
    child.send(trial);
    const result = await answer;
    child.removeAllListeners('exit');
    if (result === 'hung') this.end();
    return result;
  }

  end(): void {
    this.child?.kill('SIGKILL');
    this.child = undefined;
  }

  private async running(): Promise<ChildProcess> {
    if (this.child) return this.child;
    this.child = fork(fileURLToPath(new URL('tester.ts', import.meta.url)), [this.root], {
      execArgv: ['--import', 'tsx', '--max-old-space-size=3000'],
      // The output of tests is dropped, since mutants make them write anything.
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
    await once(this.child, 'message');
    return this.child;
  }
}
