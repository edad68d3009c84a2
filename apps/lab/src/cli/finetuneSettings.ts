import type { FinetuneCall } from '../finetune/finetuneCall.ts';
import type { FinetuneSettings } from '../finetune/finetuneTasks.ts';
import type { Scratch } from '../finetune/scratch.ts';
import type { PreprocessingOptions } from '../read/readPreprocessing.ts';
import { preprocessingOf } from './dataOptions.ts';
import type { FinetuneValues } from './finetuneOptions.ts';
import { scratchOf } from './scratchOf.ts';
import { UsageError } from './usageError.ts';

/** What `--hold` holds out. */
export function holdOf({ hold }: FinetuneValues): FinetuneCall['hold'] {
  if (hold === undefined || hold === 'images' || hold === 'classes') return hold;
  throw new UsageError(`finetune: --hold must be images or classes, but ${JSON.stringify(hold)} came.`);
}

/** The settings that were given; what is left out is the default of `@ggem/train`. */
export function settingsOf(values: FinetuneValues): FinetuneSettings {
  const { loss, augment, mixup, epochs, batch, rate } = values;
  if (loss !== undefined && loss !== 'crossEntropy' && loss !== 'normSoftmax') {
    throw new UsageError(
      `finetune: --loss must be crossEntropy or normSoftmax, but ${JSON.stringify(loss)} came.`,
    );
  }
  const crop = values['crop-scale'];
  const flip = values['no-flip'] ? false : undefined;
  for (const [name, given, does] of [
    ['mixup', mixup, 'mixes'],
    ['crop-scale', crop, 'crops'],
    ['no-flip', flip, 'is how to change'],
  ] as const) {
    if (given === undefined || augment) continue;
    throw new UsageError(`finetune: --${name} ${does} images, so that --augment must come too.`);
  }
  if (crop !== undefined && !(crop > 0 && crop <= 1)) {
    throw new UsageError(`finetune: --crop-scale must be above 0 and at most 1, but ${crop} came.`);
  }
  const all = {
    ...{ epochs, batch, rate, loss },
    poolingRate: values['pooling-rate'],
    layerDecay: values['layer-decay'] ?? (values.scratch === undefined ? undefined : 1),
    weightDecay: values['weight-decay'],
    labelSmoothing: values['label-smoothing'],
    augment: augment ? given({ flip, crop, mixup }) : undefined,
  };
  return given(all) as FinetuneSettings;
}

/** Without what is absent, so that a setting has one form in keys and results. */
function given<T extends object>(all: T): Partial<T> {
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined)) as Partial<T>;
}

/** The model of `--scratch`, if there is one. Throws a `UsageError` for what belongs to a model that is there. */
export function scratchIn(values: FinetuneValues): Scratch | undefined {
  if (values.scratch === undefined) return undefined;
  for (const name of ['model', 'tokens', 'prefix', 'heads', 'queue'] as const) {
    if (values[name] === undefined) continue;
    throw new UsageError(
      `finetune: --${name} is for a model that is there, but --scratch makes one. Leave one of them out.`,
    );
  }
  if (values.blocks !== undefined && values.blocks.join() !== 'all') {
    throw new UsageError('finetune: --scratch trains all blocks. Leave --blocks out.');
  }
  return scratchOf('finetune', values.scratch, values.size);
}

/** From nothing, what images go through is free: what is not said is the usual. */
export function preprocessingFor(values: FinetuneValues, scratch: Scratch | undefined): PreprocessingOptions {
  const options = preprocessingOf(values);
  if (scratch === undefined || options.file !== undefined) return options;
  const { crop = 1, mean = [0.5], std = [0.5] } = options;
  return { ...options, crop, mean, std };
}
