import { loadMnist, slice } from './mnist.ts';
import type { RunStageOptions } from './runStage.ts';

/** The share of training images that are not trained on, for choosing settings: the last 2,000 of the file. */
const HELD_OUT = 1 / 30;

/** Images to train on, at most `limit`, images held out, and the test images. */
export function mnistParts(folder: string, limit: number | undefined): RunStageOptions['data'] {
  const whole = loadMnist(folder, 'train');
  const held = Math.max(1, Math.floor(whole.count * HELD_OUT));
  return {
    train: slice(whole, 0, Math.min(whole.count - held, limit ?? whole.count)),
    heldOut: slice(whole, whole.count - held, whole.count),
    test: loadMnist(folder, 'test'),
  };
}
