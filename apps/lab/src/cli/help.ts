import { readFile } from 'node:fs/promises';
import type { CommandText } from './command.ts';
import { commands } from './commands.ts';

/** The help of a command, or without a name that of the whole program. */
export function help(name?: string): string {
  const command = name === undefined ? undefined : commands.get(name);
  return name === undefined || command === undefined ? general() : ofCommand(name, command);
}

function general(): string {
  const rows = [...commands].map(([name, { summary }]) => `  ${`ggem-lab ${name}`.padEnd(20)} ${summary}`);
  return `Which pooling is best for your model and your images? Measures them, and writes a report.

${rows.join('\n')}

  ggem-lab COMMAND --help   options and examples`;
}

/** Where the help of an option begins. */
const column = 24;

function ofCommand(name: string, { usage, about, options, examples }: CommandText): string {
  const rows = Object.entries(options).flatMap(([option, { value, help: text, heading }]) => {
    const front = `  --${option}${value === undefined ? '' : ` ${value}`}`;
    const [first, ...more] = text.split('\n');
    const begin =
      front.length >= column ? [front, `${' '.repeat(column)}${first}`] : [`${front.padEnd(column)}${first}`];
    return [
      ...(heading === undefined ? [] : ['', heading]),
      ...begin,
      ...more.map((line) => `${' '.repeat(column)}${line}`),
    ];
  });
  const lines = examples.map((example) => `  ggem-lab ${name} ${example}`);
  return [
    `ggem-lab ${name} ${usage}`,
    about,
    rows.join('\n').replace(/^\n/, ''),
    `Examples\n${lines.join('\n')}`,
  ].join('\n\n');
}

/** The version of this package. */
export async function version(): Promise<string> {
  const manifest = await readFile(new URL('../../package.json', import.meta.url), 'utf8');
  return (JSON.parse(manifest) as { version: string }).version;
}
