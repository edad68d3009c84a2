import type { Outcome, ReadData } from '@ggem/conformance';
import type { Report } from '../run/report.ts';

/** Data files of the suite, with only some of the cases. */
export type EmbeddedData = Readonly<Record<string, unknown>>;

/**
 * Puts a report into the page that was built for it, together with the cases that did not pass, whose inputs the page shows.
 */
export async function embedReport(template: string, report: Report, read: ReadData): Promise<string> {
  const ids = new Set(report.rows.filter(({ outcome }) => shown.has(outcome)).map((row) => row.case));
  const data = await cutData(read, ids);
  const scripts = [script('report', report), script('cases', data)].join('\n');
  if (!template.includes(place))
    throw new Error(`conformance: the built page must hold ${place}, but does not.`);
  return template.replace(place, () => scripts);
}

const shown: ReadonlySet<Outcome> = new Set<Outcome>(['fail', 'xfail', 'xpass']);

const place = '<!-- report -->';

/** A script element with JSON, written so that no text in it can end the element. */
function script(id: string, value: unknown): string {
  const json = JSON.stringify(value).replaceAll('<', '\\u003c');
  return `<script type="application/json" id="${id}">${json}</script>`;
}

interface Index {
  readonly files: readonly { readonly file: string; readonly cases: number }[];
}

async function cutData(read: ReadData, ids: ReadonlySet<string>): Promise<EmbeddedData> {
  const index = (await read('index.json')) as Index;
  const files = await Promise.all(
    index.files.map(async (entry) => {
      const { cases } = (await read(entry.file)) as { readonly cases: readonly { readonly id: string }[] };
      return { entry, cases: cases.filter(({ id }) => ids.has(id)) };
    }),
  );
  return {
    'index.json': { files: files.map(({ entry, cases }) => ({ ...entry, cases: cases.length })) },
    ...Object.fromEntries(files.map(({ entry, cases }) => [entry.file, { cases }])),
  };
}
