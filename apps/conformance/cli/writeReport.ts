import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { readData } from '@ggem/conformance/node';
import { embedReport } from '../src/report/embedReport.ts';
import type { Report } from '../src/run/report.ts';
import type { Options } from './options.ts';

const template = join(import.meta.dirname, '../dist/report/report.html');
const defaultFolder = join(import.meta.dirname, '../dist/results');

/** Writes the result as JSON and as a page that needs no other file; gives the paths. */
export async function writeReport(
  report: Report,
  { out, json }: Pick<Options, 'out' | 'json'>,
): Promise<readonly string[]> {
  const folder = resolve(out ?? defaultFolder);
  const text = `${JSON.stringify(report)}\n`;
  const page = await embedReport(await readFile(template, 'utf8'), report, readData);
  const files: [string, string][] = [
    [join(folder, 'conformance.json'), text],
    [join(folder, 'conformance.html'), page],
    ...(json === undefined ? [] : ([[resolve(json), text]] as [string, string][])),
  ];
  for (const [file, content] of files) {
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, content);
  }
  return files.map(([file]) => file);
}
