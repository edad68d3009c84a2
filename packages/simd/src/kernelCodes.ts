import type { Negatives } from '@ggem/core';
import { constants } from './generated/layout.ts';
import type { KernelSpec } from './hasKernels.ts';

/** The numbers that stand for poolings in the kernels. */
export const poolingCode: Readonly<Record<KernelSpec['type'], number>> = {
  mean: constants.MEAN,
  max: constants.MAX,
  gem: constants.POWER,
  ggem: constants.POWER,
};

/** The numbers that stand for rules for negatives in the kernels. */
export const negativesCode: Readonly<Record<Negatives, number>> = {
  clamp: constants.CLAMP,
  shift: constants.SHIFT,
  abs: constants.ABS,
  error: constants.REFUSE,
};
