import { QueryClient, type UseQueryResult, useQuery } from '@tanstack/react-query';
import { client } from './client';

/** REST reads beside the client's own copies: lists and details that a page asks for. */
export const queries = new QueryClient({
  defaultOptions: {
    queries: { staleTime: 30_000, retry: 1, refetchOnWindowFocus: false },
  },
});

/** What a REST path answers, kept under the path. Events that change it invalidate `['GET', path]`. */
export const useGet = <T>(path: string, options: { enabled?: boolean; staleTime?: number } = {}): UseQueryResult<T> =>
  useQuery({ queryKey: ['GET', path], queryFn: () => client.call<T>(path), ...options });

/** Everything that was read from paths that begin so is asked for again. */
export const refresh = (prefix: string): Promise<void> =>
  queries.invalidateQueries({
    predicate: ({ queryKey: [kind, path] }) => kind === 'GET' && typeof path === 'string' && path.startsWith(prefix),
  });
