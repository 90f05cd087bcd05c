import type { KindDefinition } from './notification-kind.js';

/** A long work that somebody asked for is done, or was given up. */
export const jobFinished: KindDefinition = {
  kind: 'job_finished',
  defaults: { inApp: true, push: false, email: 'immediate' },
  grouped: false,
  urgent: false,
  texts: {
    en: ({ data }) => ({
      title: data['state'] === 'succeeded' ? `Finished: ${data['job'] ?? ''}` : `Failed: ${data['job'] ?? ''}`,
      body: data['error'] ?? '',
    }),
    es: ({ data }) => ({
      title: data['state'] === 'succeeded' ? `Terminado: ${data['job'] ?? ''}` : `Ha fallado: ${data['job'] ?? ''}`,
      body: data['error'] ?? '',
    }),
  },
  path: ({ data }) => `/jobs/${data['jobId'] ?? ''}`,
};
