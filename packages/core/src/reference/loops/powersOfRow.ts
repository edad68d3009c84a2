/** Steps in which an interval from a power of 2 to the next is cut: of logarithms, and of powers. */
const [cuts, steps] = [256, 128];

/** From this cut on, which is √2, a number counts as less than the next power of 2, so that logarithms near 0 are small sums. */
const half = 106;

/** `log2` and `1 / c` of `c = 1 + i / 256`, the logarithm less 1 from `half` on; and `2^(i / 128)`. */
const logs = Float64Array.from({ length: cuts + 1 }, (_, i) =>
  Math.log2((1 + i / cuts) / (i < half ? 1 : 2)),
);
const inverses = Float64Array.from({ length: cuts + 1 }, (_, i) => 1 / (1 + i / cuts));
const roots = Float64Array.from({ length: steps }, (_, i) => 2 ** (i / steps));

/** Of the two halves of a number, the one with sign, exponent and the first digits. */
const top = new Int32Array(new Float64Array([1]).buffer)[1] === 0x3ff00000 ? 1 : 0;

/** Powers of a row of numbers, in half the time of `Math.exp` and `Math.log`, a quarter of that of `Math.pow`. */
export interface PowersOfRow {
  /** Where the caller puts the numbers: normal ones in (0, 1]. They are not there any more after `addTo`. */
  readonly row: Float64Array;
  /**
   * Adds `share r^size` of each number to `sums`, for a `size` above 0. A power is within `1e-15 (1 + |log2 of it|)` of itself, and
   * exact for `r = 1`; what is below the normal numbers counts as the smallest of them.
   */
  readonly addTo: (sums: Float64Array, sizes: Float64Array, share: number) => void;
}

/**
 * With `r = 2^e c (1 + f)`, `c` the nearest of 256: `log2 r = e + log2 c + log2 (1 + f)`; then `2^t = 2^(k / 128) e^x`, by series of f and x.
 * In loops over the whole row, since an engine waits when a number is read whose halves it has just written.
 */
export function powersOfRow(length: number): PowersOfRow {
  const row = new Float64Array(length);
  const rowHalves = new Int32Array(row.buffer);
  const whole = new Float64Array(length);
  const factors = new Float64Array(length);
  const scales = new Float64Array(length);
  const scaleHalves = new Int32Array(scales.buffer);
  return {
    row,
    addTo: (sums, sizes, share) => {
      for (let i = 0, at = top; i < length; i++, at += 2) {
        const bits = rowHalves[at]!;
        const cut = ((bits & 0xfffff) + 0x800) >> 12;
        rowHalves[at] = (bits & 0xfffff) | 0x3ff00000;
        whole[i] = ((bits + 0x800 + ((cuts - half) << 12)) >> 20) - 1023 + logs[cut]!;
        factors[i] = inverses[cut]!;
      }
      for (let i = 0, at = top; i < length; i++, at += 2) {
        const f = row[i]! * factors[i]! - 1;
        const series = f * (1 - f * (1 / 2 - f * (1 / 3 - f * (1 / 4 - f * (1 / 5 - f / 6)))));
        const log2 = whole[i]! + series * Math.LOG2E;
        const t = Math.max(log2 * sizes[i]! * steps, -1022 * steps);
        const k = Math.floor(t);
        const x = (t - k) * (Math.LN2 / steps);
        scaleHalves[at] = ((k >> 7) + 1023) << 20;
        factors[i] =
          roots[k & (steps - 1)]! * (1 + x * (1 + x * (1 / 2 + x * (1 / 6 + x * (1 / 24 + x / 120)))));
      }
      for (let i = 0; i < length; i++) sums[i]! += scales[i]! * factors[i]! * share;
    },
  };
}
