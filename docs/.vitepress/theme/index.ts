import type { Theme } from 'vitepress';
import DefaultTheme from 'vitepress/theme-without-fonts';
import { GradientFigure } from './figures/GradientFigure.ts';
import { PoolingFigure } from './figures/PoolingFigure.ts';
import { BenchTable } from './tables/BenchTable.ts';
import { PolicyTable } from './tables/PolicyTable.ts';
import { RunAbout } from './tables/RunAbout.ts';
import { RuntimeTable } from './tables/RuntimeTable.ts';
import { SupportTable } from './tables/SupportTable.ts';
import 'katex/dist/katex.min.css';
import '@ggem/page/style/fonts.css';
import '@ggem/page/style/palette.css';
import '@ggem/page/style/heat.css';
import './style/vitepress.css';
import './style/site.css';
import './style/figures.css';
import './style/tables.css';
import './style/evidence.css';

const theme: Theme = {
  extends: DefaultTheme,
  enhanceApp: ({ app }) => {
    // Otherwise a page whose figure throws would be built without the figure, and only the log would say so.
    app.config.throwUnhandledErrorInProduction = import.meta.env.SSR;
    for (const component of [
      PoolingFigure,
      GradientFigure,
      SupportTable,
      RunAbout,
      RuntimeTable,
      BenchTable,
      PolicyTable,
    ]) {
      app.component(component.name!, component);
    }
  },
};

// VitePress looks for the default export.
export default theme;
