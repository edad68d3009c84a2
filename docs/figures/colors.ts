/** The colours of the site in the light, as a picture of its own needs them. */
export const paper = '#fbf8f1';
export const ink = '#2b2433';
export const muted = '#6a6272';

const stops = ['#f7f0e0', '#f3d6a6', '#eeb06a', '#e3804a', '#c8484a', '#9c2450', '#6b1248', '#3d0a3a'];

/** The colour of a strength in 0..1. */
export function ramp(strength: number): string {
  const at = Math.min(1, Math.max(0, strength)) * (stops.length - 1);
  const low = Math.min(stops.length - 2, Math.floor(at));
  const parts = [1, 3, 5].map((i) => {
    const [a, b] = [stops[low]!, stops[low + 1]!].map((stop) => Number.parseInt(stop.slice(i, i + 2), 16));
    return Math.round(a! + (b! - a!) * (at - low))
      .toString(16)
      .padStart(2, '0');
  });
  return `#${parts.join('')}`;
}
