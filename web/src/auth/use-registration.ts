import { useQuery, type UseQueryResult } from '@tanstack/react-query';
import type { Registration } from '../../../src/contract/auth.js';
import { client } from '../core/client';

/** Who may make an account here. */
export const useRegistration = (): UseQueryResult<Registration> =>
  useQuery({
    queryKey: ['registration'],
    queryFn: () => client.call<Registration>('/auth/registration', { anonymous: true }),
  });
