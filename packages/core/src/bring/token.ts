import { bringPooling } from '../facts/poolings.ts';
import { token } from '../pooling/token.ts';

bringPooling('token', token);
