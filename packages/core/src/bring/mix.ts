import { bringPooling } from '../facts/poolings.ts';
import { mix } from '../pooling/composite/mix.ts';

bringPooling('mix', mix);
