import type { Theme } from 'vitepress';
import DefaultTheme from 'vitepress/theme-without-fonts';
import 'katex/dist/katex.min.css';
import './style/fonts.css';
import './style/tokens.css';
import './style/site.css';

const theme: Theme = { extends: DefaultTheme };

// VitePress looks for the default export.
export default theme;
