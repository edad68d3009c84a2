import { stripVTControlCharacters } from 'node:util';

/** The tests that failed with what each said, as vitest prints them, so that they can be said again at the end of a long log. */
export function failedTests(output: string): string[] {
  const lines = stripVTControlCharacters(output).split('\n');
  return lines.flatMap((line, i) => {
    if (!/^ *FAIL {2}/.test(line)) return [];
    // Tests that failed alike stand in a row before the one message of them all.
    if (/^ *FAIL {2}/.test(lines[i + 1] ?? '')) return [line.trim()];
    const end = lines.findIndex((next, j) => j > i && /^ *(❯ |⎯|FAIL {2})/.test(next));
    return [
      lines
        .slice(i, end < 0 ? i + linesAtMost : Math.min(end, i + linesAtMost))
        .join('\n')
        .trim(),
    ];
  });
}

/** A long difference of two values is in the log above. */
const linesAtMost = 12;
