import { bringPooling } from '../facts/poolings.ts';
import { positionWeightedMean } from '../pooling/positionWeightedMean.ts';

bringPooling('positionWeightedMean', positionWeightedMean);
