import { type HeadsResult, resultOf } from './results.ts';

/** The heads of a model that was trained with one pooling from one seed. */
export interface HeadModel {
  readonly key: string;
  readonly seed: number;
  readonly blocks: HeadsResult['blocks'];
}

const keys: readonly (readonly [start: string, key: string])[] = [
  ['class', 'class'],
  ['mean', 'average'],
  ['max', 'max'],
  ['GeM', 'gem'],
  ['GGeM', 'ggem'],
];

/** Results of `heads` by the file of the model, such as `GGeM-3-groups-4-blocks-seed-1.onnx`. */
export function headModels(value: unknown): readonly HeadModel[] {
  return Object.entries(value as Readonly<Record<string, unknown>>).map(([file, result]) => {
    const key = keys.find(([start]) => file.startsWith(`${start}-`))?.[1];
    const seed = /seed-(\d+)\.onnx$/.exec(file)?.[1];
    if (key === undefined || seed === undefined) {
      throw new Error(`evidence: ${file} must be POOLING-...-seed-N.onnx, a model of finetune.`);
    }
    const { blocks } = resultOf<HeadsResult>(result, ['ggem-lab-heads']);
    return { key, seed: Number(seed), blocks };
  });
}
