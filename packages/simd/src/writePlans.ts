import { powersFrom } from '@ggem/core';
import { constants, planAt } from './generated/layout.ts';
import type { KernelTask } from './workspace.ts';

/** `2 p` for the powers that take a few multiplications: halves up to 4, then 5 and 6. */
const products: ReadonlySet<number> = new Set([1, 2, 3, 4, 5, 6, 7, 8, 10, 12]);

/** Powers below `2^-reach` are too small to count. Larger ones are still normal numbers when multiplied by a weight. */
const reach = 110;

/** Slopes leave float32 beyond `2^±range`. */
const range = 126;

/**
 * Writes the exponents of all channels, four in each plan, in the form that the kernels want.
 *
 * Some small powers are computed by multiplication; but not for a gradient, which needs the general formula.
 */
export function writePlans(view: DataView, at: number, p: Float32Array, task: KernelTask): void {
  for (let c = 0; c < p.length; c += 4) {
    // Lanes after the last channel repeat its exponent.
    const four = [0, 1, 2, 3].map((lane) => p[Math.min(c + lane, p.length - 1)]!);
    writePlan(view, at + (c / 4) * planAt.size, four, task);
  }
}

/** Whether a power takes a few multiplications, where it is not differentiated. */
export function isProduct(p: number): boolean {
  return products.has(2 * p);
}

function writePlan(view: DataView, at: number, four: readonly number[], task: KernelTask): void {
  let kind = 0;
  four.forEach((p, lane) => {
    const size = Math.abs(p);
    const isInfinite = size === Number.POSITIVE_INFINITY;
    const isNear = size < powersFrom;
    const float = (offset: number, value: number) => view.setFloat32(at + offset + 4 * lane, value, true);
    const bits = (offset: number, value: number) => view.setInt32(at + offset + 4 * lane, value, true);
    const power = isInfinite || isNear ? Math.sign(p) || 1 : p;
    float(planAt.far, power);
    float(planAt.near, isNear ? p : 0);
    float(planAt.lowReach, power > 0 ? 2 ** (-reach / power / 2) : 0);
    float(planAt.highReach, power < 0 ? 2 ** (-reach / power / 2) : Number.POSITIVE_INFINITY);
    float(planAt.lowSlope, power > 1 ? 2 ** (-range / (power - 1) / 2) : 0);
    float(planAt.highSlope, power < 0 ? 2 ** (-range / power / 2) : Number.POSITIVE_INFINITY);
    bits(planAt.signs, p < 0 ? 0x80000000 : 0);
    bits(planAt.isNear, isNear ? -1 : 0);
    bits(planAt.isInfinite, isInfinite ? -1 : 0);
    kind |= isInfinite ? constants.TIES : isNear ? constants.NEAR : constants.FAR;
    if (p < 0) kind |= constants.NEGATIVE;
  });
  const [first] = four as [number];
  const twice = 2 * first;
  if (task === 'pool' && isProduct(first) && four.every((p) => p === first))
    kind |= twice << constants.PRODUCT_SHIFT;
  view.setInt32(at + planAt.kind, kind, true);
}
