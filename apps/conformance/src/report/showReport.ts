import { type Case, loadCases } from '@ggem/conformance';
import { byId } from '@ggem/page/element';
import { parseReport } from '../run/report.ts';
import { ReportView } from '../ui/ReportView.ts';
import type { EmbeddedData } from './embedReport.ts';
import '../ui/style/page.css';

/** Shows the report that stands in this page. */
try {
  const report = parseReport(embedded('report'));
  const data = JSON.parse(embedded('cases')) as EmbeddedData;
  let cases: Promise<readonly Case[]> | undefined;
  const view = new ReportView(byId('content', HTMLElement), async (id) => {
    cases ??= loadCases(async (file) => data[file]);
    return (await cases).find((one) => one.id === id);
  });
  view.report(report);
  byId('boot', HTMLElement).remove();
} catch (error) {
  const why = error instanceof Error ? error.message : String(error);
  byId('boot', HTMLElement).textContent = `The result in this page could not be shown. ${why}`;
}

function embedded(id: string): string {
  const text = document.getElementById(id)?.textContent;
  if (!text) throw new Error(`It must hold its data under "${id}", but does not. Write the page anew.`);
  return text;
}
