import type { PageTexts } from './texts';
import dashboard from './es/dashboard.json';
import inbox from './es/inbox.json';
import later from './es/later.json';
import manage from './es/manage.json';
import running from './es/running.json';
import settings from './es/settings.json';

/** The texts of pages that come in chunks of their own. */
export const esPages = { dashboard, inbox, later, manage, running, settings } satisfies PageTexts;
