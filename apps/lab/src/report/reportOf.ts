import { resultTable } from '../compare/resultTable.ts';
import { withBaseline } from '../compare/withBaseline.ts';
import { headsTable } from '../heads/headsTable.ts';
import { spreadTable } from '../maps/spreadTable.ts';
import { refuse } from '../refuse.ts';
import { withRobustBaseline } from '../robust/robustRows.ts';
import { robustTable } from '../robust/robustTable.ts';
import { trainedTable } from '../trained/trainedTable.ts';
import { withDifferences } from '../trained/withDifferences.ts';
import { headsHtml } from './headsHtml.ts';
import { mapsHtml } from './heat/mapsHtml.ts';
import type { RunResult } from './readRun.ts';
import { reportHtml } from './reportHtml.ts';
import { robustHtml } from './robustHtml.ts';
import { trainedHtml } from './trainedHtml.ts';

/** A report as HTML, and its table in lines. */
export interface Report {
  readonly html: string;
  readonly table: readonly string[];
}

/** The report of a run of any command, against another baseline if one is named. */
export async function reportOf(result: RunResult, baseline: string | undefined): Promise<Report> {
  switch (result.format) {
    case 'ggem-lab': {
      const one = baseline === undefined ? result : withBaseline(result, baseline);
      return { html: await reportHtml(one), table: resultTable(one) };
    }
    case 'ggem-lab-trained': {
      const one = baseline === undefined ? result : withDifferences(result, baseline);
      return { html: trainedHtml(one), table: trainedTable(one) };
    }
    case 'ggem-lab-robust': {
      const one = baseline === undefined ? result : withRobustBaseline(result, baseline);
      return { html: robustHtml(one), table: robustTable(one) };
    }
    case 'ggem-lab-heads':
      if (baseline !== undefined) noBaseline('heads');
      return { html: headsHtml(result), table: headsTable(result) };
    case 'ggem-lab-maps':
      if (baseline !== undefined) noBaseline('maps');
      return { html: await mapsHtml(result), table: spreadTable(result) };
    default:
      return result satisfies never;
  }
}

function noBaseline(command: string): never {
  return refuse('value', {
    rule: '--baseline must be for a run that compares poolings with one of them',
    came: `the run is one of ${command}`,
    fix: 'Leave --baseline out.',
  });
}
