import { Engine } from './Engine.ts';
import { serve } from './serve.ts';

serve((tell) => new Engine(tell).calls);
