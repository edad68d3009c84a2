import { bringPooling } from '../facts/poolings.ts';
import { topK } from '../pooling/topK.ts';

bringPooling('topK', topK);
