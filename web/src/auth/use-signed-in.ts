import { client } from '../core/client';
import { useObservable } from '../core/use-observable';

/** Whether somebody is signed in here. */
export const useSignedIn = (): boolean => useObservable(client.connection).status !== 'signed out';
