import { createTheme, type MantineColorsTuple } from '@mantine/core';

const clay: MantineColorsTuple = [
  '#fdf0ea',
  '#f8ddd1',
  '#efb9a4',
  '#e69373',
  '#de734b',
  '#d05a33',
  '#c14f2c',
  '#a94224',
  '#92391f',
  '#7a2e18',
];

/** Warm greys, so that long days of reading are easy on the eyes. */
const dark: MantineColorsTuple = [
  '#d6d1cc',
  '#bcb5ae',
  '#a39b93',
  '#7b736b',
  '#4a443f',
  '#3a3531',
  '#2e2a27',
  '#24211e',
  '#1c1917',
  '#141210',
];

export const theme = createTheme({
  primaryColor: 'clay',
  primaryShade: { light: 7, dark: 6 },
  colors: { clay, dark },
  fontFamily: "'Inter Variable', Emoji, system-ui, -apple-system, 'Segoe UI', sans-serif",
  fontFamilyMonospace: "ui-monospace, 'SF Mono', 'Cascadia Code', 'DejaVu Sans Mono', monospace",
  headings: { fontWeight: '650' },
  defaultRadius: 'md',
  cursorType: 'pointer',
  respectReducedMotion: true,
  focusRing: 'auto',
  // Colour alone tells not everybody what is a link.
  components: { Anchor: { defaultProps: { underline: 'always' } } },
});
