import { useDocumentTitle } from '@mantine/hooks';

/** What the tab is called while the page is there. */
export const useTitle = (title: string | null | undefined): void =>
  useDocumentTitle(title ? `${title} · Tertulia` : 'Tertulia');
