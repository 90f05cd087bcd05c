import { keepPreviousData, QueryClient, type UseQueryResult, useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { client } from './client';

/** REST reads beside the client's own copies: lists and details that a page asks for. */
export const queries = new QueryClient({
  defaultOptions: {
    queries: { staleTime: 30_000, retry: 1, refetchOnWindowFocus: false },
  },
});

/** What a REST path answers, kept under the path. Events that change it invalidate `['GET', path]`. */
export const useGet = <T>(path: string, options: GetOptions = {}): UseQueryResult<T> => {
  const { keep = false, ...more } = options;
  const kept = keep ? { placeholderData: keepPreviousData } : {};
  return useQuery({ queryKey: ['GET', path], queryFn: () => client.call<T>(path), ...more, ...kept });
};

interface GetOptions {
  enabled?: boolean;
  staleTime?: number;
  /** While another path is asked for, what the one before answered is still there. */
  keep?: boolean;
}

export interface Pages<T> {
  items: readonly T[];
  isLoading: boolean;
  error: Error | null;
  hasMore: boolean;
  isLoadingMore: boolean;
  loadMore: () => void;
}

/** The pages of a list, from the first to where somebody went on. */
export function usePages<T>(path: string, options: { enabled?: boolean } = {}): Pages<T> {
  const query = useInfiniteQuery({
    queryKey: ['GET', path, 'pages'],
    queryFn: ({ pageParam }) => client.call<{ items: T[]; nextCursor: string | null }>(withCursor(path, pageParam)),
    initialPageParam: null as string | null,
    getNextPageParam: ({ nextCursor }) => nextCursor,
    ...options,
  });
  const pages = query.data?.pages;
  return {
    items: useMemo(() => pages?.flatMap(({ items }) => items) ?? [], [pages]),
    isLoading: query.isLoading,
    error: query.error,
    hasMore: query.hasNextPage,
    isLoadingMore: query.isFetchingNextPage,
    loadMore: () => void query.fetchNextPage(),
  };
}

const withCursor = (path: string, cursor: string | null): string =>
  cursor === null ? path : `${path}${path.includes('?') ? '&' : '?'}cursor=${encodeURIComponent(cursor)}`;

/** Everything that was read from paths that begin so is asked for again. */
export const refresh = (prefix: string): Promise<void> =>
  queries.invalidateQueries({
    predicate: ({ queryKey: [kind, path] }) => kind === 'GET' && typeof path === 'string' && path.startsWith(prefix),
  });
