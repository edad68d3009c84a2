import * as runtime from 'onnxruntime-node';
import { type FinetuneOptions, sessionsOf } from '../src/index.ts';
import { options } from './smallOptions.ts';

export { images, model } from './smallOptions.ts';

/** Options that train the small model in a second or two. */
export const task: FinetuneOptions = { ...options, session: sessionsOf(runtime) };
