import type { Theme } from 'vitepress';
import DefaultTheme from 'vitepress/theme-without-fonts';
import { GradientFigure } from './figures/GradientFigure.ts';
import { PoolingFigure } from './figures/PoolingFigure.ts';
import 'katex/dist/katex.min.css';
import './style/fonts.css';
import './style/tokens.css';
import './style/site.css';
import './style/figures.css';

const theme: Theme = {
  extends: DefaultTheme,
  enhanceApp: ({ app }) => {
    app.component(PoolingFigure.name!, PoolingFigure);
    app.component(GradientFigure.name!, GradientFigure);
  },
};

// VitePress looks for the default export.
export default theme;
