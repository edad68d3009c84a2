// Its part is max with l2 behind it, where a spec does not say otherwise.
import './after.ts';
import './max.ts';
import { bringPooling } from '../facts/poolings.ts';
import { regional } from '../pooling/composite/regional.ts';

bringPooling('regional', regional);
