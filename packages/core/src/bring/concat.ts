import { bringPooling } from '../facts/poolings.ts';
import { concat } from '../pooling/composite/concat.ts';

bringPooling('concat', concat);
