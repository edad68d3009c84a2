import { posix } from 'node:path';
import type { Verdict } from './mutation.ts';

/** The number of mutants, how many of them tests noticed, and their share, for each folder and in all. */
export function report(verdicts: readonly Verdict[]): string {
  const folderOf = ({ mutant }: Verdict): string => posix.dirname(mutant.file);
  const folders = [...new Set(verdicts.map(folderOf))].sort();
  const rows = folders.map((folder) =>
    row(
      folder,
      verdicts.filter((one) => folderOf(one) === folder),
    ),
  );
  return [
    '| folder | mutants | killed | survived | not run by any test | score |',
    '|---|---|---|---|---|---|',
    ...rows,
    row('all', verdicts),
  ].join('\n');
}

function row(name: string, verdicts: readonly Verdict[]): string {
  const count = (...outcomes: readonly Verdict['outcome'][]): number =>
    verdicts.filter(({ outcome }) => outcomes.includes(outcome)).length;
  const killed = count('killed', 'hung');
  const score = verdicts.length === 0 ? 0 : (100 * killed) / verdicts.length;
  return `| ${name} | ${verdicts.length} | ${killed} | ${count('survived')} | ${count('uncovered')} | ${score.toFixed(1)} % |`;
}

/** A mutant in one line: its place, the old text and the new one. */
export function describe({ mutant, outcome }: Verdict): string {
  const short = (text: string): string => {
    const line = text.replace(/\s+/g, ' ');
    return line.length > 60 ? `${line.slice(0, 57)}...` : line;
  };
  return `${mutant.file}:${mutant.line}  ${short(mutant.was)}  ->  ${short(mutant.text)}  (${outcome})`;
}
