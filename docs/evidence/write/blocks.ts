import { paperColumns } from './beside.ts';
import { cellsOf } from './cells.ts';
import type { ExperimentRun, Experiments } from './experiments.ts';
import { defaultsSection } from './sections/defaultsSection.ts';
import { exponentSection } from './sections/exponentSection.ts';
import { findings, situations } from './sections/findings.ts';
import { headsSection } from './sections/headsSection.ts';
import { mapsSection } from './sections/mapsSection.ts';
import { notConfigured } from './sections/notRun.ts';
import { paperSection } from './sections/paperSection.ts';
import { runSection } from './sections/runSection.ts';
import { together, type Written } from './written.ts';

/**
 * What a page has between the marks of a name: `situations`, `findings`, `paper/TABLE`, `runs/EXPERIMENT`, or `runs/EXPERIMENT/GROUP`, which
 * shows one group of its trainings beside another table. Throws for any other name.
 */
export async function blockOf(name: string, experiments: Experiments): Promise<Written> {
  const [kind, key = '', group] = name.split('/');
  if (kind === 'situations') return plain(situations(experiments));
  if (kind === 'findings') return plain(findings(experiments));
  if (kind === 'paper') return plain(paperSection(key));
  if (kind === 'runs') return runsOf(key, group, experiments);
  throw new Error(
    `evidence: a block must be situations, findings, paper/TABLE or runs/EXPERIMENT, but it is ${name}.`,
  );
}

async function runsOf(name: string, group: string | undefined, experiments: Experiments): Promise<Written> {
  const experiment = experiments.get(name);
  if (experiment === undefined) return plain(notConfigured(name));
  const sections: Written[] = [];
  for (const run of experiment.runs) {
    if (name === 'figures-2-3') sections.push(await mapsSection(run));
    else if (name === 'figures-4-5') sections.push(headsSection(run));
    else if (name === 'figures-6-8') sections.push(exponentSection(run));
    else if (name === 'defaults') sections.push(defaultsSection(run));
    else {
      // A run of other trainings has nothing to say here.
      if (group !== undefined && !hasGroup(run, group)) continue;
      const beside = name === 'table-2' && group !== undefined ? 'table-1-fine-tuned' : name;
      sections.push(runSection(run, (cell) => paperColumns(beside, cell), group));
    }
  }
  const about = group === undefined ? [plain(experiment.about)] : [];
  return together([...about, ...sections]);
}

function hasGroup({ result }: ExperimentRun, group: string): boolean {
  return result === undefined || cellsOf(result).some((cell) => cell.group === group);
}

function plain(text: string): Written {
  return { text, plots: {} };
}
