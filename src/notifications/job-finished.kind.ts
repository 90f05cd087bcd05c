import type { KindDefinition, Locale } from './notification-kind.js';

const names: Record<Locale, Record<string, string>> = {
  en: {
    'channel-export': 'Export of a channel',
    'user-import': 'Import of users',
    'activity-report': 'Activity report',
  },
  es: {
    'channel-export': 'Exportación de un canal',
    'user-import': 'Importación de usuarios',
    'activity-report': 'Informe de actividad',
  },
};
const nameOf = (job = '', locale: Locale) => names[locale][job] ?? job;

/** A long work that somebody asked for is done, or was given up. */
export const jobFinished: KindDefinition = {
  kind: 'job_finished',
  defaults: { inApp: true, push: false, email: 'immediate' },
  grouped: false,
  urgent: false,
  texts: {
    en: ({ data }) => ({
      title: `${nameOf(data['job'], 'en')}: ${data['state'] === 'succeeded' ? 'finished' : 'failed'}`,
      body: data['error'] ?? '',
    }),
    es: ({ data }) => ({
      title: `${nameOf(data['job'], 'es')}: ${data['state'] === 'succeeded' ? 'listo' : 'ha fallado'}`,
      body: data['error'] ?? '',
    }),
  },
  path: ({ data }) => `/jobs/${data['jobId'] ?? ''}`,
};
