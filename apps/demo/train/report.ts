import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type HeadName, headDefinitions } from '../src/model/heads.ts';
import type { TrainingState } from './checkpoint.ts';
import { MODEL_CONFIG } from './modelConfig.ts';
import { duration, exponents } from './progressLine.ts';
import type { Settings } from './settings.ts';
import { stageOf } from './stage.ts';

/** The outcome of a training, for people (`report.md`) and programs (`report.json`). */
export function writeReport(
  out: string,
  settings: Settings,
  pretrain: TrainingState,
  tuned: ReadonlyMap<HeadName, TrainingState>,
): void {
  const heads = headDefinitions(MODEL_CONFIG).flatMap(({ name, label }) => {
    const state = tuned.get(name);
    if (state === undefined) return [];
    return [
      {
        name,
        label,
        testAccuracy: state.result?.test[name] ?? Number.NaN,
        heldOutAccuracy: state.result?.validation[name] ?? Number.NaN,
        pretrainedTestAccuracy: pretrain.result?.test[name] ?? Number.NaN,
        p: exponents(state.parameters)[name] ?? null,
        seconds: Math.round(state.seconds),
      },
    ];
  });
  const report = { settings, model: MODEL_CONFIG, pretrainSeconds: Math.round(pretrain.seconds), heads };
  writeFileSync(join(out, 'report.json'), `${JSON.stringify(report, null, 2)}\n`);
  const rows = heads.map(
    (head) =>
      `| ${head.label} | ${percent(head.testAccuracy)} | ${percent(head.heldOutAccuracy)} | ` +
      `${percent(head.pretrainedTestAccuracy)} | ${head.p?.map((p) => p.toFixed(2)).join(', ') ?? ''} | ` +
      `${duration(head.seconds)} |`,
  );
  const text = `# Training report

- Pre-training under all heads: ${settings.epochs} epochs, ${stageOf('pretrain', settings).steps} steps, ${duration(pretrain.seconds)}.
- Fine-tuning of each head: ${settings.tuneEpochs} epochs, ${stageOf('mean', settings).steps} steps.
- ${settings.images} training images, batches of ${settings.batch}, seed ${settings.seed}.

| head | test accuracy | held-out training images | after pre-training, test | p | fine-tuning time |
|---|---|---|---|---|---|
${rows.join('\n')}
`;
  writeFileSync(join(out, 'report.md'), text);
}

function percent(share: number): string {
  return `${(100 * share).toFixed(2)} %`;
}
