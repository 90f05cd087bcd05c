import { MantineProvider } from '@mantine/core';
import { ModalsProvider } from '@mantine/modals';
import { Notifications } from '@mantine/notifications';
import { QueryClientProvider } from '@tanstack/react-query';
import { PageGate } from './core/page-gate';
import { queries } from './core/queries';
import { theme } from './core/theme';
import { Pages } from './pages';

export const App = () => (
  <MantineProvider theme={theme} defaultColorScheme="auto">
    <QueryClientProvider client={queries}>
      <ModalsProvider>
        <Notifications position="bottom-right" />
        <PageGate>
          <Pages />
        </PageGate>
      </ModalsProvider>
    </QueryClientProvider>
  </MantineProvider>
);
