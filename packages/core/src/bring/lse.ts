import { bringPooling } from '../facts/poolings.ts';
import { lse } from '../pooling/powerMean/lse.ts';

bringPooling('lse', lse);
