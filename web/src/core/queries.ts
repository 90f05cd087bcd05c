import { keepPreviousData, QueryClient, type UseQueryResult, useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { client } from './client';
import { onConnected } from './use-connected';

const SOON_MS = 500;

/** REST reads beside the client's own copies: lists and details that a page asks for. */
export const queries = new QueryClient({
  defaultOptions: {
    // Without a network a call fails and says so, instead of waiting unseen.
    queries: { staleTime: 30_000, retry: 1, refetchOnWindowFocus: false, networkMode: 'always' },
    mutations: { networkMode: 'always' },
  },
});

// Whoever signs in next on this page is told nothing of who did before.
client.connection.subscribe(() => {
  if (client.connection.snapshot().status === 'signed out') queries.clear();
});

let isFirst = true;
onConnected(() => {
  // What was just asked for is new; without a network it may have failed.
  if (isFirst) void queries.refetchQueries({ type: 'active', predicate: ({ state }) => state.status === 'error' });
  else void refresh('');
  isFirst = false;
});
client.on('personal:resync', () => void refresh(''));
client.on('resync', () => void refresh(''));

/** What a REST path answers, kept under the path. Events that change it invalidate `['GET', path]`. */
export const useGet = <T>(path: string, options: GetOptions = {}): UseQueryResult<T> => {
  const { keep, ...more } = options;
  return useQuery({ queryKey: ['GET', path], queryFn: () => client.call<T>(path), ...more, ...kept(keep) });
};

interface PagesOptions {
  enabled?: boolean;
  /** While another path is asked for, what the one before answered is still there. */
  keep?: boolean;
}

interface GetOptions extends PagesOptions {
  staleTime?: number;
  refetchOnWindowFocus?: 'always';
}

const kept = (keep = false) => (keep ? { placeholderData: keepPreviousData } : {});

interface Page<T> {
  items: T[];
  nextCursor: string | null;
}

export interface Pages<T, P extends Page<T> = Page<T>> {
  items: readonly T[];
  /** The first page, with what is told there beside the items. */
  first: P | undefined;
  isLoading: boolean;
  error: Error | null;
  hasMore: boolean;
  isLoadingMore: boolean;
  loadMore: () => void;
  /** Asks again for what could not be had. */
  retry: () => void;
}

/** The pages of a list, from the first to where somebody went on. */
export function usePages<T, P extends Page<T> = Page<T>>(
  path: string,
  { keep, ...options }: PagesOptions = {},
): Pages<T, P> {
  const query = useInfiniteQuery({
    queryKey: ['GET', path, 'pages'],
    queryFn: ({ pageParam }) => client.call<P>(withCursor(path, pageParam)),
    initialPageParam: null as string | null,
    getNextPageParam: ({ nextCursor }) => nextCursor,
    ...options,
    ...kept(keep),
  });
  const pages = query.data?.pages;
  return {
    first: pages?.[0],
    items: useMemo(() => pages?.flatMap(({ items }) => items) ?? [], [pages]),
    isLoading: query.isLoading,
    error: query.error,
    hasMore: query.hasNextPage,
    isLoadingMore: query.isFetchingNextPage,
    loadMore: () => void query.fetchNextPage(),
    retry: () => void query.refetch(),
  };
}

const withCursor = (path: string, cursor: string | null): string =>
  cursor === null ? path : `${path}${path.includes('?') ? '&' : '?'}cursor=${encodeURIComponent(cursor)}`;

/** Everything that was read from paths that begin so is asked for again. */
export const refresh = (prefix: string): Promise<void> =>
  queries.invalidateQueries({
    predicate: ({ queryKey: [kind, path] }) => kind === 'GET' && typeof path === 'string' && path.startsWith(prefix),
  });

const due = new Set<string>();

/** The same, once for all that changes within a moment. */
export function refreshSoon(prefix: string): void {
  if (due.has(prefix)) return;
  due.add(prefix);
  setTimeout(() => {
    due.delete(prefix);
    void refresh(prefix);
  }, SOON_MS);
}
