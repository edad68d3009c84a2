import { GgemError } from '@ggem/core';
import type { FinetuneOptions } from './finetuneOptions.ts';

const defaults = {
  epochs: 10,
  batch: 16,
  shards: 1,
  rate: 5e-4,
  poolingRate: 10,
  layerDecay: 0.75,
  weightDecay: 0.05,
  warmUp: 0.1,
  labelSmoothing: 0.1,
  clip: 1,
  seed: 0,
} as const;

/** The numbers of a run, all given. */
export type Settings = { readonly [K in keyof typeof defaults]: number };

/** The settings of a run, with the defaults. Throws a `GgemError` with code `value` for one out of range. */
export function settingsOf(options: FinetuneOptions): Settings {
  const given = Object.fromEntries(
    Object.entries(defaults).map(([key, value]) => [key, options[key as keyof Settings] ?? value]),
  ) as Settings;
  const { epochs, batch, shards } = given;
  const fail = (what: string): never => {
    throw new GgemError('value', `finetune: ${what}`);
  };
  for (const [key, value] of Object.entries({ epochs, batch, shards })) {
    if (!Number.isInteger(value) || value < 1)
      fail(`${key} must be a whole number of at least 1, but ${value} came.`);
  }
  for (const [key, value] of Object.entries(given)) {
    if (!(value >= 0) || value === Number.POSITIVE_INFINITY)
      fail(`${key} must be a number of at least 0, but ${value} came.`);
  }
  if (batch % shards !== 0) fail(`shards must divide batch, but ${shards} does not divide ${batch}.`);
  if (options.loss === 'infoNce' && shards > 1) {
    fail(
      `shards must be 1 for infoNce, which compares all pairs of a batch, but ${shards} came. Leave shards out.`,
    );
  }
  if (options.loss !== 'infoNce' && options.data.labels === undefined)
    fail('data must have labels, but it has none.');
  const { text, augment, data } = options;
  if (options.loss === 'infoNce' && text === undefined && data.vectors === undefined)
    fail('data must have vectors for infoNce, but it has none. Give them, or a text model and data.texts.');
  if (text !== undefined && data.texts === undefined)
    fail('data must have texts for a text model, but it has none. Give the token ids of each image.');
  if (text !== undefined && typeof augment === 'object' && (augment.mixup ?? 0) > 0)
    fail(
      `mixup must be 0 with a text model, since texts cannot be mixed, but ${augment.mixup} came. Leave it out.`,
    );
  if (options.data.count < batch) {
    fail(
      `data must have at least as many images as a batch, but ${options.data.count} came for a batch of ${batch}. Use a smaller batch.`,
    );
  }
  return given;
}
