import { LineChart } from '@mantine/charts';
import '@mantine/charts/styles.layer.css';
import { ActionIcon, Group, Text, Tooltip } from '@mantine/core';
import { IconChartLine, IconTable } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import classes from './dashboard.module.css';
import { DataTable } from './data-table';
import { SectionCard } from './section-card';

export type Point = { at: number } & Record<string, number | null>;

interface TrendProps {
  title: string;
  hint?: string;
  points: readonly Point[];
  /** What the table shows of the points. */
  rows: readonly Point[];
  /** Which fields of a point are lines, with their names; three at the most. */
  lines: Record<string, string>;
  from: number;
  to: number;
  ticks: number[];
  tickText: (at: number) => string;
  timeText: (at: number) => string;
  valueText: (value: number) => string;
  /** Whether the values are counts. */
  whole?: boolean;
}

/** Told apart by their strokes too. */
const DASHES = ['0', '6 3', '2 3'];
/** A chart without points asks for the text of no time. */
const told = (at: unknown, text: (at: number) => string): string =>
  typeof at === 'number' && Number.isFinite(at) ? text(at) : '';
const colourOf = (index: number): string => `var(--app-line-${index + 1})`;

/** Lines over time, or the same as a table. */
export function Trend({ title, hint, points, rows, lines, whole = false, ...axis }: TrendProps) {
  const { t } = useTranslation('dashboard');
  const [asTable, show] = useState(false);
  const names = Object.entries(lines);
  const known = points.findLast((point) => names.some(([key]) => point[key] != null));
  const now = names
    .flatMap(([key, name]) => {
      const value = known?.[key];
      return value == null ? [] : `${name}: ${axis.valueText(value)}`;
    })
    .join(', ');
  const toggle = (
    <Tooltip label={asTable ? t('chart.asChart') : t('chart.asTable')}>
      <ActionIcon
        variant="subtle"
        color="gray"
        aria-pressed={asTable}
        aria-label={`${t('chart.asTable')}: ${title}`}
        onClick={() => show(!asTable)}
      >
        {asTable ? <IconChartLine size={18} /> : <IconTable size={18} />}
      </ActionIcon>
    </Tooltip>
  );
  return (
    <SectionCard title={title} {...(hint !== undefined && { hint })} side={toggle}>
      {asTable ? (
        <DataTable
          label={title}
          rows={rows}
          keyOf={({ at }) => at}
          empty={t('nothing')}
          tall
          columns={[
            { label: t('chart.time'), value: ({ at }) => axis.timeText(at) },
            ...names.map(([key, name]) => ({
              label: name,
              numeric: true,
              value: (point: Point) => (point[key] == null ? '–' : axis.valueText(point[key])),
            })),
          ]}
        />
      ) : (
        <>
          <figure className={classes.chart} aria-label={`${title}. ${now === '' ? t('nothing') : now}`}>
            <LineChart
              h={180}
              data={points as Point[]}
              dataKey="at"
              series={names.map(([name, label], index) => ({ name, label, color: colourOf(index) }))}
              lineProps={({ name }) => ({ strokeDasharray: DASHES[names.findIndex(([key]) => key === name)] ?? '0' })}
              withDots={false}
              strokeWidth={1.75}
              curveType="linear"
              connectNulls={false}
              accessibilityLayer={false}
              gridColor="var(--app-border)"
              textColor="var(--app-muted)"
              valueFormatter={axis.valueText}
              tooltipProps={{ labelFormatter: (at) => told(at, axis.timeText), isAnimationActive: false }}
              xAxisProps={{
                type: 'number',
                domain: [axis.from, axis.to],
                allowDataOverflow: true,
                ticks: axis.ticks,
                tickFormatter: (at: unknown) => told(at, axis.tickText),
              }}
              yAxisProps={{ width: 60, allowDecimals: !whole }}
            />
          </figure>
          <Group gap="md" mt={4}>
            {names.map(([key, name], index) => (
              <Group key={key} gap={6}>
                <svg className={classes.stroke} width="22" height="8" aria-hidden>
                  <line
                    x1="0"
                    x2="22"
                    y1="4"
                    y2="4"
                    stroke={colourOf(index)}
                    strokeWidth="2"
                    strokeDasharray={DASHES[index]}
                  />
                </svg>
                <Text fz="xs" c="var(--app-muted)">
                  {name}
                </Text>
              </Group>
            ))}
          </Group>
        </>
      )}
    </SectionCard>
  );
}
