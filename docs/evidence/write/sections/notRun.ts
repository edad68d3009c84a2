import type { ExperimentRun } from '../experiments.ts';

/** Said of what has no result. */
export function notRun({ experiment, label, minutes }: ExperimentRun): string {
  const time = minutes === undefined ? '' : ` It takes about ${minutes} CPU minutes.`;
  return `Not run yet.${time}\n\n${commandOf({ experiment, label })}`;
}

/** Said of an experiment that has no configuration. */
export function notConfigured(experiment: string): string {
  return `Not run yet: the experiment \`${experiment}\` has no configuration.`;
}

/** The command that makes a result, and what it took. */
export function commandOf({
  experiment,
  label,
  minutes,
}: Pick<ExperimentRun, 'experiment' | 'label' | 'minutes'>): string {
  const took = minutes === undefined ? '' : `Run in ${minutes} CPU minutes by\n\n`;
  return `${took}\`\`\`sh\ncd apps/lab\nnpx tsx experiments/run.ts ${experiment}/${label} --data DIR --models DIR\n\`\`\``;
}
