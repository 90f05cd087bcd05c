import { useAdministrator } from '../core/use-administrator';

const ALL = [
  { name: 'inbox', path: '/notifications' },
  { name: 'threads', path: '/threads' },
  { name: 'later', path: '/later' },
  { name: 'people', path: '/people' },
  { name: 'dashboard', path: '/dashboard' },
  { name: 'manage', path: '/manage' },
] as const;

export type Place = (typeof ALL)[number];

/** The pages that are there for whoever is signed in. */
export function usePlaces(): readonly Place[] {
  const { mayManage } = useAdministrator();
  return ALL.filter(({ name }) => name !== 'manage' || mayManage);
}
