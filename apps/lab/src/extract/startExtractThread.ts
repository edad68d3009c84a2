import { startThread, type Thread } from '../threads/startThread.ts';
import type { ExtractTasks } from './extractTasks.ts';

/** A thread that turns images into tokens. */
export type ExtractThread = Thread<ExtractTasks>;

/** Starts one; each has one thread of onnxruntime. */
export function startExtractThread(): ExtractThread {
  const blame = (message: string): string =>
    `lab: the model must run in onnxruntime-node, but it says: ${message}. Check it: npx @ggem/onnx verify.`;
  return startThread('extract/extractThread', blame);
}
