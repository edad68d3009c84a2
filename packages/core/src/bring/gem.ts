import { bringPooling } from '../facts/poolings.ts';
import { gem } from '../pooling/powerMean/gem.ts';

bringPooling('gem', gem);
