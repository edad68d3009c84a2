import { join } from 'node:path';
import { docs } from './docs.ts';

/** The environment in which `npx @ggem/onnx` and its like run the packages of this repository. */
export const programs: NodeJS.ProcessEnv = {
  ...process.env,
  // Nx asks for colours, which a page does not print.
  FORCE_COLOR: '0',
  PATH: `${join(docs, 'test/support/bin')}:${process.env.PATH}`,
  GGEM_SIMD: join(docs, '../packages/simd/dist/cli/bin.js'),
  GGEM_ONNX: join(docs, '../packages/onnx/dist/cli/bin.js'),
  GGEM_TRAIN: join(docs, '../packages/train/dist/cli/bin.js'),
};
