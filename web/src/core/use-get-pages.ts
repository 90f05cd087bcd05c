import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { client } from './client';

interface Page<T> {
  items: T[];
  nextCursor: string | null;
}

export interface Pages<T> {
  readonly items: readonly T[];
  readonly isPending: boolean;
  readonly error: unknown;
  readonly hasMore: boolean;
  /** The next page is on its way. */
  readonly isMore: boolean;
  readonly loadMore: () => void;
}

/**
 * A list that comes page by page, kept under its path as `useGet` keeps an answer: `refresh` asks for it again.
 * With `keep` the list of the path before stands until the next is there, as while somebody types what they look for.
 */
export function useGetPages<T>(
  path: string,
  { keep = false, enabled = true }: { keep?: boolean; enabled?: boolean } = {},
): Pages<T> {
  const query = useInfiniteQuery({
    queryKey: ['GET', path, 'pages'],
    queryFn: ({ pageParam }) =>
      client.call<Page<T>>(
        pageParam === null ? path : `${path}${path.includes('?') ? '&' : '?'}cursor=${encodeURIComponent(pageParam)}`,
      ),
    initialPageParam: null as string | null,
    getNextPageParam: ({ nextCursor }) => nextCursor,
    enabled,
    ...(keep && { placeholderData: keepPreviousData }),
  });
  return {
    items: query.data?.pages.flatMap(({ items }) => items) ?? [],
    isPending: query.isPending,
    error: query.error,
    hasMore: query.hasNextPage,
    isMore: query.isFetchingNextPage,
    loadMore: () => void query.fetchNextPage(),
  };
}
