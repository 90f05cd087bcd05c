import { stringify } from 'csv-stringify/sync';
import type { ActivityFigures, Figure } from './activity-figures.js';
import { escapeHtml } from './message-html.js';

/** Rows of a chart; the CSV has all. */
const MAX_BARS = 30;
const [WIDTH, HEIGHT, GAP] = [720, 160, 1];

const rows = (section: string, figures: Figure[]) =>
  figures.map(({ key, name, messages }) => [section, key, name, messages]);

export function activityCsv({ days, channels, users }: ActivityFigures): string {
  const records = [...rows('day', days), ...rows('channel', channels), ...rows('user', users)];
  return stringify([['section', 'key', 'name', 'messages'], ...records], { escape_formulas: true });
}

/** Upright bars over time. */
function timeline(days: Figure[]): string {
  const most = Math.max(1, ...days.map(({ messages }) => messages));
  const step = WIDTH / days.length;
  const bars = days.map(({ key, messages }, i) => {
    const height = (messages / most) * HEIGHT;
    const place = `x="${(i * step).toFixed(2)}" y="${(HEIGHT - height).toFixed(2)}"`;
    const size = `width="${Math.max(1, step - GAP).toFixed(2)}" height="${height.toFixed(2)}"`;
    return `<rect ${place} ${size}><title>${key}: ${messages}</title></rect>`;
  });
  return `<svg viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="Messages per day">${bars.join('')}</svg>`;
}

function table(title: string, figures: Figure[]): string {
  const most = figures[0]?.messages ?? 1;
  const bars = figures.slice(0, MAX_BARS).map(({ name, messages }) => {
    const bar = `<svg viewBox="0 0 200 12"><rect width="${((messages / most) * 200).toFixed(1)}" height="12"/></svg>`;
    return `<tr><td>${escapeHtml(name)}</td><td>${messages}</td><td>${bar}</td></tr>`;
  });
  const more = figures.length > MAX_BARS ? `<p>and ${figures.length - MAX_BARS} more</p>` : '';
  return `<h2>${title}</h2><table>${bars.join('\n')}</table>${more}`;
}

const STYLE = `body{font:16px/1.5 system-ui,sans-serif;max-width:48rem;margin:2rem auto;padding:0 1rem}
svg{width:100%;fill:#3b6ea5}td:nth-child(2){text-align:right;padding:0 1rem}td:nth-child(3){width:14rem}`;

export function activityHtml({ from, to, messages, days, channels, users }: ActivityFigures): string {
  return `<!doctype html>
<html><head><meta charset="utf-8"><title>Activity ${from} to ${to}</title><style>${STYLE}</style></head>
<body><h1>Activity</h1><p>${messages} messages from ${from} to ${to}, days in UTC</p>
<h2>Per day</h2>${timeline(days)}
${table('Per channel', channels)}
${table('Per person', users)}
</body></html>
`;
}
