import { bringPooling } from '../facts/poolings.ts';
import { meanSqrtLen } from '../pooling/meanSqrtLen.ts';

bringPooling('meanSqrtLen', meanSqrtLen);
