// Its part is max, where a spec does not say otherwise.
import './max.ts';
import { bringPooling } from '../facts/poolings.ts';
import { pyramid } from '../pooling/composite/pyramid.ts';

bringPooling('pyramid', pyramid);
