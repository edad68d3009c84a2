import type { Console } from './console.ts';

/** The size of a big file. Smaller ones are done before a line could be read. */
const big = 64 * 2 ** 20;

/** Shows how many bytes are done. */
export interface Progress {
  readonly at: (done: number) => void;
  readonly end: () => void;
}

const silent: Progress = { at: () => {}, end: () => {} };

/** A line that shows the progress of a big file. Without a terminal, one line is written when it begins. */
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
    // The line is erased, so that the result takes its place.
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
