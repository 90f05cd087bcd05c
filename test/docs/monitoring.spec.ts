import { spawnSync } from 'node:child_process';
import { copyFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { root } from '../../scripts/paths.mjs';
import { debianTool, PROMTOOL } from '../../scripts/debian-tool.mjs';
import { temporaryDir } from '../../scripts/temporary.mjs';
import { documentedMetrics, MONITORING_FILES, usedMetrics } from '../support/monitoring.js';
import { read } from './markdown.js';

const ALERTS = 'deploy/prometheus/alerts.yml';
const SEVERITIES = ['critical', 'warning', 'info'];

interface Alert {
  name: string;
  text: string;
}

const alerts: Alert[] = read(ALERTS)
  .split(/^ +- alert: /m)
  .slice(1)
  .map((text) => ({ name: /^\w+/.exec(text)?.[0] ?? '', text }));

const valueOf = ({ text }: Alert, key: string) => new RegExp(`\\b${key}: ['"]?(.+?)['"]?$`, 'm').exec(text)?.[1];

/** As GitHub and others make them of headings. */
const anchors = new Set(
  [...read('docs/operations.md').matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\w\- ]/g, '')
      .replaceAll(' ', '-'),
  ),
);

describe('an alert', () => {
  it.each(alerts)('$name says how bad it is, what is, and where to read what to do', (alert) => {
    expect(SEVERITIES).toContain(/severity: (\w+)/.exec(alert.text)?.[1]);
    expect(valueOf(alert, 'summary')?.length).toBeGreaterThan(10);
    const [file, anchor = ''] = valueOf(alert, 'runbook')?.split('#') ?? [];
    expect(file).toBe('docs/operations.md');
    expect(anchor).toBe(alert.name.toLowerCase());
    expect(anchors).toContain(anchor);
  });

  it.each(alerts)('$name has a case in which it fires', ({ name }) => {
    expect(read('deploy/prometheus/alerts.test.yml')).toContain(`alertname="${name}"`);
  });
});

it.each(MONITORING_FILES)('%s asks for documented metrics and labels alone', (file) => {
  const documented = documentedMetrics(read('docs/operations.md'));
  const unknown = usedMetrics(read(file)).filter(({ name, labels }) => {
    const known = documented.get(name);
    return !known || labels.some((label) => !known.includes(label) && !['le', 'instance', 'job'].includes(label));
  });
  expect(unknown).toEqual([]);
});

describe('the dashboard', () => {
  interface Panel {
    id: number;
    type: string;
    title: string;
    gridPos: { x: number; y: number; w: number; h: number };
    targets?: { expr: string; datasource: { uid: string } }[];
  }
  const { panels } = JSON.parse(read('deploy/grafana/dashboards/tertulia.json')) as { panels: Panel[] };

  it('asks the data source that is provisioned, in panels of their own ids and places', () => {
    const source = /uid: (\w+)/.exec(read('deploy/grafana/provisioning/datasources/prometheus.yml'))?.[1];
    const asked = panels.flatMap(({ targets = [] }) => targets.map(({ datasource }) => datasource.uid));
    expect(new Set(asked)).toEqual(new Set([source]));
    expect(new Set(panels.map(({ id }) => id)).size).toBe(panels.length);
    const cells = panels.flatMap(({ gridPos: { x, y, w, h } }) =>
      Array.from({ length: w * h }, (_, i) => `${x + (i % w)},${y + Math.floor(i / w)}`),
    );
    expect(new Set(cells).size).toBe(cells.length);
  });
});

const tool = await debianTool(PROMTOOL);
if (!tool) console.log('promtool is neither installed nor to be had from apt-get: its checks are skipped');

const run = (...args: string[]) => spawnSync(tool ?? '', args, { cwd: root, encoding: 'utf8' });

describe.skipIf(!tool)('promtool', () => {
  it('takes the rules and the configuration', () => {
    const dir = temporaryDir();
    onTestFinished(() => rmSync(dir, { recursive: true, force: true }));
    // What docker-compose.yml writes at the start.
    const token = join(dir, 'metrics-token');
    writeFileSync(token, 'none');
    const config = read('deploy/prometheus/prometheus.yml').replace('/prometheus/metrics-token', token);
    writeFileSync(join(dir, 'prometheus.yml'), config);
    copyFileSync(join(root, ALERTS), join(dir, 'alerts.yml'));
    const { status, stdout, stderr } = run('check', 'config', join(dir, 'prometheus.yml'));
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(stdout).toContain(`${alerts.length} rules found`);
  });

  it('finds that each alert fires when it should, and no other', () => {
    const { status, stdout, stderr } = run('test', 'rules', 'deploy/prometheus/alerts.test.yml');
    expect({ status, stdout: stdout.trim(), stderr }).toMatchObject({ status: 0, stderr: '' });
  });

  it('finds what is asked of a query language in the dashboard to be in it', () => {
    const text = read('deploy/grafana/dashboards/tertulia.json');
    const { panels } = JSON.parse(text) as { panels: { targets?: { expr: string }[] }[] };
    const rules = panels
      .flatMap(({ targets = [] }) => targets.map(({ expr }) => expr.replaceAll('$__rate_interval', '1m')))
      .map((expr, i) => `      - { record: 'panel:${i}', expr: ${JSON.stringify(expr)} }`);
    const dir = temporaryDir();
    onTestFinished(() => rmSync(dir, { recursive: true, force: true }));
    writeFileSync(join(dir, 'panels.yml'), `groups:\n  - name: panels\n    rules:\n${rules.join('\n')}\n`);
    const { status, stdout, stderr } = run('check', 'rules', join(dir, 'panels.yml'));
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(stdout).toContain(`${rules.length} rules found`);
  });
});
