import { after } from '../pooling/after/after.ts';
import { afterSteps } from '../pooling/after/steps.ts';

after.bring('after', afterSteps);
