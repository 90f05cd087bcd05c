import { Redirect } from 'wouter';
import type { Thread } from '../../../src/contract/threads';
import { isGone } from '../core/is-gone';
import { NotFound } from '../core/not-found';
import { PageFailure } from '../core/page-failure';
import { useGet } from '../core/queries';
import { Waiting } from '../core/waiting';

/** A permalink into a thread leads to the message that it hangs from, with the thread beside it. */
export function ThreadLink({ threadId, seq }: { threadId: string; seq: string | undefined }) {
  const { data, error, refetch } = useGet<Thread>(`/threads/${threadId}`);
  if (isGone(error)) return <NotFound />;
  if (!data && error) return <PageFailure retry={() => void refetch()} />;
  if (!data) return <Waiting />;
  const reply = seq === undefined ? '' : `:${seq}`;
  return <Redirect to={`/c/${data.parentId}/${data.root.seq}?panel=thread:${threadId}${reply}`} replace />;
}
