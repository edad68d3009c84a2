import type { Console } from './console.ts';

/** Smaller files are through before a line could be read. */
const big = 64 * 2 ** 20;

/** How far something is, in bytes. */
export interface Progress {
  readonly at: (done: number) => void;
  readonly end: () => void;
}

const silent: Progress = { at: () => {}, end: () => {} };

/** A line that tells how far a big file is; where no person watches, one line when it begins. */
export function progress(console: Console, verb: string, name: string, total: number): Progress {
  if (total < big) return silent;
  const label = `${verb} ${name} (${showBytes(total)})`;
  if (!console.isTerminal) {
    console.err(`${label}\n`);
    return silent;
  }
  let shown = -1;
  return {
    at: (done) => {
      const percent = Math.floor((100 * done) / total);
      if (percent === shown) return;
      shown = percent;
      console.err(`\r${label} ${percent} %`);
    },
    // The line makes room for the result.
    end: () => console.err(`\r${' '.repeat(label.length + 6)}\r`),
  };
}

/** A size for people: `22.9 MB`. */
export function showBytes(bytes: number): string {
  const units = ['bytes', 'kB', 'MB', 'GB'];
  let value = bytes;
  let unit = 0;
  for (; value >= 1000 && unit < units.length - 1; unit++) value /= 1000;
  return `${unit === 0 ? value : value.toFixed(1)} ${units[unit]}`;
}
