import type { Console } from './console.ts';

/** Shows how far something is: a line that is overwritten, or, without a terminal, a line for each tenth. */
export function progressLine({ err, isTerminal }: Console): (text: string, share: number) => void {
  let width = 0;
  let shown = '';
  return (text, share) => {
    const key = `${text.split(' ')[0]} ${Math.floor(10 * share)}`;
    if (!isTerminal && key === shown) return;
    shown = key;
    const end = !isTerminal || share >= 1 ? '\n' : '';
    err(`${isTerminal ? '\r' : ''}${text.padEnd(width)}${end}`);
    width = end === '' ? text.length : 0;
  };
}
