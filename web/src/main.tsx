import '@fontsource-variable/inter/wght.css';
import '@mantine/core/styles.layer.css';
import '@mantine/notifications/styles.layer.css';
import './core/global.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app';
import { keepFocus } from './core/focus-keeper';
import { startI18n } from './core/i18n';
import { loadOverlaysLater } from './core/overlays-later';

const root = document.getElementById('root');
if (!root) throw new Error('index.html has no element "root"');

await startI18n();
keepFocus();
createRoot(root).render(
  <StrictMode>
    <App />
  </StrictMode>,
);
loadOverlaysLater();
