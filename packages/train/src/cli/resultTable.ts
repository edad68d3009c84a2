import type { Finetuned } from '../finetune.ts';
import type { Accuracy } from '../run/accuracy.ts';
import { few } from './few.ts';

/** What came out, in lines: the file, the accuracies with their intervals, the parameters. */
export function resultTable(
  out: string,
  { before, after, parameters, steps, losses }: Finetuned,
): readonly string[] {
  const row = (name: string, value: Accuracy): string => {
    const percent = (share: number): string => (100 * share).toFixed(1);
    const [low, high] = value.interval;
    return `${name.padEnd(28)}${percent(value.accuracy).padStart(6)} %    ${percent(low)} to ${percent(high)}    ${value.right} of ${value.count}`;
  };
  const last = losses.at(-1);
  return [
    `${out}: ${steps} steps${last === undefined ? '' : `, loss ${last.toFixed(2)}`}`,
    ...(before && after
      ? [
          `${'images held out'.padEnd(28)}accuracy    95 % interval    right`,
          row('before: nearest class mean', before),
          row('after: the trained head', after),
        ]
      : []),
    ...Object.entries(parameters).map(([name, values]) => `${name}: ${few(values)}`),
  ];
}
