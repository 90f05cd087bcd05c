import { deviceName } from '../contract/device-name.js';
import type { KindDefinition } from './notification-kind.js';

/** Somebody signed in to the account with a browser or app that it has not seen. */
export const newLogin: KindDefinition = {
  kind: 'new_login',
  defaults: { inApp: true, push: true, email: 'immediate' },
  grouped: false,
  urgent: true,
  texts: {
    en: ({ data }) => ({
      title: 'New sign-in to your account',
      body: `${deviceName(data['device'] ?? '') || 'Unknown device'}, from ${data['address'] ?? ''}. If this was not you, change your password.`,
    }),
    es: ({ data }) => ({
      title: 'Nuevo inicio de sesión en tu cuenta',
      body: `${deviceName(data['device'] ?? '') || 'Dispositivo desconocido'}, desde ${data['address'] ?? ''}. Si no has sido tú, cambia tu contraseña.`,
    }),
  },
  path: () => '/settings/sessions',
};
