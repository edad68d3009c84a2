import { setImmediate } from 'node:timers/promises';
import { random } from '@ggem/train';
import type { VitConfig } from '../src/model/vitConfig.ts';
import { adamState, adamW } from './adamW.ts';
import { trainingBatches } from './batch.ts';
import { type TrainingState, writeCheckpoint } from './checkpoint.ts';
import { type HostParameters, initialParameters } from './initialParameters.ts';
import type { Dataset } from './mnist.ts';
import { learningRate } from './schedule.ts';
import type { Settings } from './settings.ts';
import type { Stage } from './stage.ts';
import { trainingGradients } from './trainingGradients.ts';

/** What a progress line shows: means since the last one. */
export interface Progress {
  readonly stage: Stage;
  readonly step: number;
  readonly loss: number;
  readonly accuracy: number;
  readonly parameters: HostParameters;
  readonly secondsLeft: number;
}

export interface TrainStageOptions {
  readonly config: VitConfig;
  readonly stage: Stage;
  readonly settings: Settings;
  readonly data: Dataset;
  readonly state: TrainingState;
  readonly checkpoint: string;
  readonly progressEvery: number;
  readonly checkpointEvery: number;
  onProgress(progress: Progress): void;
  /** Asked after every step; true saves a checkpoint and ends. */
  shouldStop(): boolean;
}

/** The state before the first step; fine-tuning starts from a trained backbone. */
export function startState(config: VitConfig, stage: Stage, pretrained?: HostParameters): TrainingState {
  const parameters = initialParameters(config, stage.heads, random(stage.seed, 0));
  for (const [name, tensor] of parameters) {
    const trained = name.startsWith('backbone/') ? pretrained?.get(name) : undefined;
    if (trained !== undefined) tensor.values.set(trained.values);
  }
  return { step: 0, seconds: 0, parameters, adam: adamState(parameters), result: undefined };
}

/** Runs the steps of a stage that are still to do, saving as it goes. True when all are done. */
export async function trainStage(options: TrainStageOptions): Promise<boolean> {
  const { config, stage, settings, data, state } = options;
  const batchOf = trainingBatches(data, settings.batch, stage.seed);
  const save = (): void => writeCheckpoint(options.checkpoint, stage.name, settings, state);
  let [loss, accuracy, since, secondsSince] = [0, 0, 0, 0];
  while (state.step < stage.steps) {
    const started = performance.now();
    const batch = trainingGradients(config, stage.heads, state.parameters, batchOf(state.step));
    if (!Number.isFinite(batch.loss)) {
      throw new Error(
        `train: the loss must stay finite, but at step ${state.step} of "${stage.name}" it was ${batch.loss}. ` +
          'Start again with another --seed.',
      );
    }
    const rate = learningRate(state.step, stage.steps, stage.peak, stage.warmUp);
    adamW(state.parameters, batch.gradients, state.adam, state.step, rate);
    state.step++;
    const seconds = (performance.now() - started) / 1000;
    state.seconds += seconds;
    secondsSince += seconds;
    loss += batch.loss;
    accuracy += batch.accuracy;
    since++;
    if (state.step % options.progressEvery === 0 || state.step === stage.steps) {
      options.onProgress({
        stage,
        step: state.step,
        loss: loss / since,
        accuracy: accuracy / since,
        parameters: state.parameters,
        secondsLeft: (secondsSince / since) * (stage.steps - state.step),
      });
      [loss, accuracy, since, secondsSince] = [0, 0, 0, 0];
    }
    if (state.step % options.checkpointEvery === 0) save();
    // Lets handlers of signals run.
    await setImmediate();
    if (options.shouldStop()) break;
  }
  save();
  return state.step >= stage.steps;
}
