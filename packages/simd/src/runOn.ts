import type { ParallelKernel } from './kernels.ts';
import type { ThreadPool } from './threadPool.ts';
import type { Placed, Workspaces } from './workspaces.ts';

/** Runs a kernel on the calling thread. */
export function runAlone({ workspace }: Placed, kernel: ParallelKernel): void {
  workspace.rewind();
  workspace.kernels[kernel](workspace.job, workspace.scratch(0));
}

/** Runs a kernel on all threads. */
export async function runOnThreads(
  threadPool: ThreadPool,
  { workspace }: Placed,
  kernel: ParallelKernel,
  workspaces: Workspaces,
): Promise<void> {
  try {
    await threadPool.run(workspace, kernel);
  } catch (error) {
    // A thread that is being ended may still write to this memory.
    workspaces.abandon();
    throw error;
  }
}
