import { arrayLoops } from '../reference/loops/arrayLoops.ts';
import { gradientLoop, poolLoop } from '../reference/loops/poolLoops.ts';

arrayLoops.bring('loops', { poolLoop, gradientLoop });
