export type { InputShapes } from '../gradient/fixShapes.ts';
export { type GradientModel, type GradientOptions, gradientModel } from '../gradient/gradientModel.ts';
export type { Head } from './findHead.ts';
export { imageShape } from './imageInput.ts';
export type { LogitScale, Temperature } from './logitScale.ts';
export type { LossName } from './losses.ts';
export { readWeights } from './readWeights.ts';
export type { Weight } from './setTensors.ts';
export { type TextEncoderOptions, textModel } from './textModel.ts';
export type { TrainedWeight } from './trainedWeight.ts';
export {
  type TrainedText,
  type TrainingModels,
  type TrainingOptions,
  trainingModels,
} from './trainingModels.ts';
export { type TunedModel, type TunedOptions, type TunedValues, tunedModel } from './tunedModel.ts';
export { type VitOptions, vitModel } from './vitModel.ts';
export { writeWeights } from './writeWeights.ts';
