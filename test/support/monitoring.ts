/** What asks for metrics by name. */
export const MONITORING_FILES = [
  'deploy/prometheus/alerts.yml',
  'deploy/prometheus/alerts.test.yml',
  'deploy/grafana/dashboards/tertulia.json',
];

export interface UsedMetric {
  name: string;
  labels: string[];
}

/** Where it comes from, and its labels, by name: the table in docs/operations.md. */
export function documentedMetrics(operations: string): Map<string, string[]> {
  const rows = operations.matchAll(/^\| `(tertulia_\w+)(?:\{([\w,]*)\})?`/gm);
  return new Map([...rows].map(([, name = '', labels = '']) => [name, labels.split(',').filter(Boolean)]));
}

/** The server's own metrics that a text asks for, with the labels by which it selects; histograms by their own names. */
export function usedMetrics(text: string): UsedMetric[] {
  const uses = text.matchAll(/\b(tertulia_\w+?)(?:_bucket|_sum|_count)?\b(?:\{([^}]*)\})?/g);
  return [...uses].map(([, name = '', selector = '']) => ({
    name,
    labels: [...selector.matchAll(/(\w+)\s*(?:=~|!~|!=|=)\\?"/g)].map(([, label = '']) => label),
  }));
}
