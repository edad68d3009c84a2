import { bringPooling } from '../facts/poolings.ts';
import { mean } from '../pooling/mean.ts';

bringPooling('mean', mean);
