import { useCallback, useEffect, useState } from 'react';
import { client } from '../core/client';
import { useGet } from '../core/queries';
import { isFinal, type Job } from './job-states';
import { newer } from './newer-jobs';

/** A job as it stands, by its own stream for as long as it is not over. */
export function useJob(id: string | null): {
  job: Job | null;
  error: Error | null;
  retry: () => void;
  changed: (job: Job) => void;
} {
  const { data, error, refetch } = useGet<Job>(`/jobs/${id}`, { enabled: id !== null });
  const [heard, hear] = useState<Job>();
  const changed = useCallback(
    (state: Job) => hear((before) => newer(state, before?.id === state.id ? before : undefined)),
    [],
  );
  const job = data ? newer(data, heard?.id === id ? heard : undefined) : null;
  const over = job === null || isFinal(job.state);
  useEffect(() => {
    if (id === null || over) return;
    return client.stream(`/jobs/${id}/events`, ({ event, data: state }) => {
      if (event === 'job') changed(state as Job);
    });
  }, [id, over, changed]);
  return { job, error, retry: () => void refetch(), changed };
}
