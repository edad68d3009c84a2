import type { VitConfig } from '../src/model/vitConfig.ts';
import { CLASSES, IMAGE_SIZE } from './mnist.ts';

/** The demo's transformer: 60,000 parameters, chosen so that two cores train everything within the hour. */
export const MODEL_CONFIG: VitConfig = {
  imageSize: IMAGE_SIZE,
  patchSize: 4,
  channels: 48,
  heads: 4,
  blocks: 3,
  hidden: 96,
  classes: CLASSES,
};
