import { useRoute } from 'wouter';

/** The channel of the page, where it is one's. */
export function useCurrentChannel(): string | undefined {
  const [, params] = useRoute('/c/:channel/*?');
  return params?.channel;
}
