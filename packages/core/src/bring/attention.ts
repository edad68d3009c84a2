import { bringPooling } from '../facts/poolings.ts';
import { attention } from '../pooling/attention.ts';

bringPooling('attention', attention);
