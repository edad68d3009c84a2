import { bringPooling } from '../facts/poolings.ts';
import { max } from '../pooling/max.ts';

bringPooling('max', max);
