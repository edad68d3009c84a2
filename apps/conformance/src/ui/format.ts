/** `12,304`. */
export function count(value: number): string {
  return value.toLocaleString('en-US');
}

/** `12 ms`, `0.3 s`, `61 s`, `2 min 5 s`. */
export function duration(ms: number): string {
  if (ms < 100) return `${ms < 10 ? ms.toFixed(1) : Math.round(ms)} ms`;
  const seconds = ms / 1000;
  if (seconds < 10) return `${seconds.toFixed(1)} s`;
  if (seconds < 120) return `${Math.round(seconds)} s`;
  return `${Math.floor(seconds / 60)} min ${Math.round(seconds) % 60} s`;
}
