import { attending } from '../pooling/attend/attending.ts';
import { attends } from '../pooling/attend/attends.ts';

attends.bring('attend', attending);
