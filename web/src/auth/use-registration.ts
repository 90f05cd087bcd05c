import { useQuery } from '@tanstack/react-query';
import type { Registration } from '../../../src/contract/auth.js';
import { client } from '../core/client';

/** Who may make an account here; undefined until it was asked. */
export const useRegistration = (): Registration['registration'] | undefined =>
  useQuery({
    queryKey: ['registration'],
    queryFn: () => client.call<Registration>('/auth/registration', { anonymous: true }),
  }).data?.registration;
