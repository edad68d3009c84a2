/** Style of something coloured by a strength in 0..1; the colours are the theme's. */
export function heatStyle(strength: number): string {
  return `--heat: ${clamp(strength).toFixed(3)}`;
}

/** The colour itself, for gradients. */
export function heatColor(strength: number): string {
  const s = clamp(strength).toFixed(3);
  const bow = (Number(s) * (1 - Number(s))).toFixed(3);
  return (
    `oklch(calc(var(--heat-l0) + ${s} * var(--heat-l1)) ` +
    `calc(var(--heat-c0) + ${s} * var(--heat-c1) + ${bow} * var(--heat-bow)) ` +
    `calc(var(--heat-h0) + ${s} * var(--heat-h1)))`
  );
}

function clamp(strength: number): number {
  return Math.min(1, Math.max(0, strength));
}
