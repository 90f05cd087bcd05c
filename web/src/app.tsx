import { MantineProvider } from '@mantine/core';
import { QueryClientProvider } from '@tanstack/react-query';
import { Overlays } from './core/overlays';
import { PageGate } from './core/page-gate';
import { queries } from './core/queries';
import { theme } from './core/theme';
import { Pages } from './pages';

export const App = () => (
  <MantineProvider theme={theme} defaultColorScheme="auto">
    <QueryClientProvider client={queries}>
      <PageGate>
        <Pages />
      </PageGate>
      <Overlays />
    </QueryClientProvider>
  </MantineProvider>
);
