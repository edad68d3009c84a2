import { bringPooling } from '../facts/poolings.ts';
import { ggem } from '../pooling/powerMean/ggem.ts';

bringPooling('ggem', ggem);
