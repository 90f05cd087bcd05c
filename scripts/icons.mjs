// Draws the web client's icons from icon.svg: `node scripts/icons.mjs`, after a change of it.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { chromium as launcher } from 'playwright-core';
import { chromium } from './chromium.mjs';
import { root } from './paths.mjs';

const folder = join(root, 'web/public');
/** Of a maskable icon the outer tenth may be cut off on each side; what stands there is the colour around it. */
const icons = [
  { file: 'icon-192.png', size: 192, inset: 0 },
  { file: 'icon-512.png', size: 512, inset: 0 },
  { file: 'icon-maskable-512.png', size: 512, inset: 0.12 },
];

const svg = readFileSync(join(folder, 'icon.svg')).toString('base64');
const { command, env } = await chromium();
const browser = await launcher.launch({ executablePath: command, env: { ...process.env, ...env } });
for (const { file, size, inset } of icons) {
  const page = await browser.newPage({ viewport: { width: size, height: size } });
  const edge = size * inset;
  const background = inset > 0 ? '#f5f1ec' : 'transparent';
  await page.setContent(
    `<body style="margin:0;padding:${edge}px;background:${background}">
       <img src="data:image/svg+xml;base64,${svg}" width="${size - 2 * edge}" height="${size - 2 * edge}" style="display:block">`,
    { waitUntil: 'load' },
  );
  writeFileSync(join(folder, file), await page.screenshot({ omitBackground: true }));
  await page.close();
}
await browser.close();
