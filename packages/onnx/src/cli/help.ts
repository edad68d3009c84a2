import { readFile } from 'node:fs/promises';
import type { CommandText } from './command.ts';
import { commands } from './commands.ts';
import type { Option } from './option.ts';

/** The help of a command, or without a name that of the whole program. */
export function help(name?: string): string {
  const command = name === undefined ? undefined : commands.get(name);
  return name === undefined || command === undefined ? general() : ofCommand(name, command);
}

function general(): string {
  const rows = [...commands].map(
    ([name, { summary }]) => `  ${`ggem-onnx ${name} MODEL`.padEnd(28)} ${summary}`,
  );
  return `Pooling for ONNX models: class token, mean, max, GeM, GGeM and more, built into the graph.

${rows.join('\n')}

  ggem-onnx COMMAND --help     options and examples

A MODEL that is called - comes from the standard input. The model is never changed: attach and replace write a new file.`;
}

function ofCommand(name: string, { usage, about, options, examples }: CommandText): string {
  const lists = Object.entries(options).flatMap(([option, declared], i) => {
    const { heading } = declared;
    return [
      ...(heading === undefined ? [] : i === 0 ? [heading] : ['', heading]),
      ...rowsOf(option, declared),
    ];
  });
  const lines = examples.map((example) => `  ggem-onnx ${name} ${example}`);
  return [`ggem-onnx ${name} ${usage}`, about, lists.join('\n'), ['Examples', ...lines].join('\n')].join(
    '\n\n',
  );
}

/** Where the help of an option begins. */
const column = 21;

function rowsOf(name: string, { value, short, help: text, forms = [] }: Option): readonly string[] {
  const row = (given: string | undefined, what: string): readonly string[] => {
    const front = `${short === undefined ? '' : `-${short}, `}--${name}${given === undefined ? '' : ` ${given}`}`;
    const [first, ...more] = what.split('\n');
    const rest = more.map((line) => `${' '.repeat(column + 2)}${line}`);
    // A long option has its help on the next line.
    if (front.length >= column) return [`  ${front}`, `${' '.repeat(column + 2)}${first}`, ...rest];
    return [`  ${front.padEnd(column)}${first}`, ...rest];
  };
  return [...row(value, text), ...forms.flatMap(([given, what]) => row(given, what))];
}

/** The version of this package. */
export async function version(): Promise<string> {
  const manifest = await readFile(new URL('../../package.json', import.meta.url), 'utf8');
  return (JSON.parse(manifest) as { version: string }).version;
}
