/** Wilson's 95 % interval of a share of `right` out of `count`. */
export function interval(right: number, count: number): readonly [low: number, high: number] {
  const z = 1.959964;
  const share = right / count;
  const middle = share + (z * z) / (2 * count);
  const half = z * Math.sqrt((share * (1 - share)) / count + (z * z) / (4 * count * count));
  const whole = 1 + (z * z) / count;
  return [(middle - half) / whole, (middle + half) / whole];
}
