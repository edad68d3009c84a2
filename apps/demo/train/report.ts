import { join } from 'node:path';
import { writeWhole } from '@ggem/train/node';
import { type HeadName, headDefinitions } from '../src/model/heads.ts';
import { MODEL_CONFIG } from './modelConfig.ts';
import type { Settings } from './settings.ts';
import type { StageResult } from './stageFiles.ts';

/** The outcome of a training, for people (`report.md`) and programs (`report.json`). */
export async function writeReport(
  out: string,
  settings: Settings,
  pretrain: StageResult,
  tuned: ReadonlyMap<HeadName, StageResult>,
): Promise<void> {
  const heads = headDefinitions(MODEL_CONFIG).flatMap(({ name, label }) => {
    const result = tuned.get(name);
    if (result === undefined) return [];
    return [{ name, label, testAccuracy: result.test, heldOutAccuracy: result.heldOut, p: result.p ?? null }];
  });
  const report = { settings, model: MODEL_CONFIG, pretrainedTestAccuracy: pretrain.test, heads };
  await writeWhole(join(out, 'report.json'), `${JSON.stringify(report, null, 2)}\n`);
  const rows = heads.map(
    (head) =>
      `| ${head.label} | ${percent(head.testAccuracy)} | ${percent(head.heldOutAccuracy)} | ` +
      `${head.p?.map((p) => p.toFixed(2)).join(', ') ?? ''} |`,
  );
  const text = `# Training report

- Pre-training under the mean of all five poolings: ${settings.epochs} epochs, ${percent(pretrain.test)} of the test images.
- Fine-tuning of each head: ${settings.tuneEpochs} epochs.
- ${settings.images} training images, batches of ${settings.batch}, seed ${settings.seed}.

| head | test accuracy | held-out training images | p |
|---|---|---|---|
${rows.join('\n')}
`;
  await writeWhole(join(out, 'report.md'), text);
}

function percent(share: number): string {
  return `${(100 * share).toFixed(2)} %`;
}
