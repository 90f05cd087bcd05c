import { useMutation, useQuery } from '@tanstack/react-query';
import type { Message } from '@tertulia/client';
import { useState } from 'react';
import type { Poll, PollState } from '../../../src/contract/polls';
import { client } from '../core/client';
import { queries } from '../core/queries';
import { sayError } from '../core/say';

interface Known {
  poll: Poll;
  myOptionIds: readonly string[];
  /** State of the message that this is at least as new as. */
  rev: number;
}

export interface OpenPoll {
  poll: Poll;
  /** What the user chose. */
  mine: ReadonlySet<string>;
  /** Puts this in place of the choice before. */
  vote: (optionIds: readonly string[]) => void;
  close: () => void;
  busy: boolean;
}

/** A message's poll: its counts as the log tells them, and the user's own vote, which the log tells nobody. */
export function usePoll({ id, rev }: Message, counts: Poll): OpenPoll {
  const key = ['poll', id];
  const keep = ({ poll, myOptionIds }: PollState): Known => ({ poll, myOptionIds, rev });
  /** What was chosen a moment ago, until the server has it. */
  const [chosen, choose] = useState<readonly string[] | null>(null);
  const { data } = useQuery({
    queryKey: key,
    queryFn: async () => keep(await client.call<PollState>(`/messages/${id}/poll`)),
    staleTime: 60_000,
    refetchOnWindowFocus: true,
  });
  const voting = useMutation({
    // One after the other: what was chosen last is what stays.
    scope: { id: `vote ${id}` },
    mutationFn: (optionIds: readonly string[]) =>
      client.call<PollState>(`/messages/${id}/vote`, { method: 'PUT', body: { optionIds } }),
    onSuccess: (state) => {
      // What is being asked for meanwhile is older.
      void queries.cancelQueries({ queryKey: key }, { revert: false });
      queries.setQueryData<Known>(key, keep(state));
    },
    onError: (error) => {
      sayError(error);
      void queries.invalidateQueries({ queryKey: key });
    },
  });
  const closing = useMutation({
    mutationFn: () => client.call(`/messages/${id}/poll/close`, { method: 'POST' }),
    onError: sayError,
  });
  const vote = (optionIds: readonly string[]): void => {
    choose(optionIds);
    voting.mutate(optionIds, { onSettled: () => choose(null) });
  };
  return {
    // The answer to a vote has counts that the log tells a moment later.
    poll: data && data.rev >= rev ? data.poll : counts,
    mine: new Set(chosen ?? data?.myOptionIds),
    vote,
    close: closing.mutate,
    busy: closing.isPending,
  };
}
