import { didYouMean } from '../didYouMean.ts';
import { suggestions } from '../suggestion.ts';

suggestions.bring('suggestions', didYouMean);
